import Glibc
import Model

/// The operations on a master, one at a time; each call blocks until success or its time limit.
struct MasterControl {
    let settings: WorkerSettings

    var master: RuntimeSocket { RuntimeSocket(path: settings.masterSocket) }
    var worker: RuntimeSocket { RuntimeSocket(path: settings.socket) }

    /// Returns the processes that the master lists.
    ///
    /// - Parameter patience: the time limit for the first byte of the reply; nil: the usual one.
    func processes(patience: Duration? = nil) throws(HostFailure) -> ProcessList {
        let socket = patience.map { master.patient(for: $0) } ?? master
        let reply = try socket.ask("show proc")
        guard let list = ProcessList(reply) else {
            throw HostFailure(operation: "read show proc", reason: "it names no master")
        }
        return list
    }

    /// Returns the state of the current worker.
    func observe(certificates: [String]) throws(HostFailure) -> (ObservedProxies, ServerStates) {
        let list = try processes()
        let info = ProcessInfo(try worker.ask("show info"))
        guard let info, list.workers.contains(where: { $0.pid == info.pid }), !info.isStopping
        else {
            throw HostFailure(operation: "look at HAProxy", reason: "an old worker answered")
        }
        guard let states = ServerStates(try worker.ask("show servers state")),
            let statistics = Statistics(try worker.ask("show stat -1 4 -1"))
        else { throw HostFailure(operation: "look at HAProxy", reason: "its reply makes no sense") }
        let frame = ProxyFrame(reply: try worker.ask("get var \(ProxyFrame.variable)"))
        var fingerprints: [String: String] = [:]
        for file in certificates {
            fingerprints[file] = CertificateList.fingerprint(
                try worker.ask("show ssl cert \(file)"))
        }
        return (
            ObservedProxies(
                frame: frame, states: states, statistics: statistics,
                certificates: fingerprints), states
        )
    }

    /// Returns the current worker's report of its servers and traffic.
    ///
    /// - Parameter patience: the time limit for the first byte of a reply.
    func look(patience: Duration) throws(HostFailure) -> WorkerLook {
        let worker = worker.patient(for: patience)
        guard let states = ServerStates(try worker.ask("show servers state")),
            let statistics = Statistics(try worker.ask("show stat -1 7 -1"))
        else { throw HostFailure(operation: "look at HAProxy", reason: "its reply makes no sense") }
        return WorkerLook(states: states, statistics: statistics)
    }

    /// Runs the commands; a certificate that HAProxy rejects has no partial effect.
    func run(_ commands: [RuntimeCommand]) throws(CommandFailure) {
        for batch in RuntimeCommand.batches(of: commands) {
            // One of them was refused: running them one by one identifies it.
            if batch.count > 1, isDone(batch) { continue }
            try runEach(batch)
        }
    }

    private func isDone(_ batch: [RuntimeCommand]) -> Bool {
        do throws(HostFailure) {
            return try worker.run(batch)
        } catch {
            return false
        }
    }

    private func runEach(_ commands: [RuntimeCommand]) throws(CommandFailure) {
        for command in commands {
            do throws(HostFailure) {
                try worker.run(command)
            } catch {
                if case .commitCertificate(let file) = command {
                    // The message of the commit is the one to report.
                    try? worker.run(.abortCertificate(file: file))
                }
                throw CommandFailure(command: command, failure: error)
            }
        }
    }
}
