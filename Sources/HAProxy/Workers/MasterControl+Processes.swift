import Glibc
import Model

extension MasterControl {
    /// The word by which a master of this folder, and its workers, are told from others.
    var ownWord: String { "\(settings.masterSocket),mode,600" }

    /// How long a process may take to end whose master is gone.
    private static let farewell = Duration.milliseconds(500)

    /// The master that was started last, by us or by an earlier Ballast; nil: it does not run, or
    /// in another network namespace.
    var noted: MasterIdentity? {
        let noted = readText(settings.identityFile).flatMap { MasterIdentity($0) }
        guard let noted, noted.isRunning, noted.isInThisNetwork else { return nil }
        return noted
    }

    /// A master that runs in this folder, started by us or by an earlier Ballast.
    ///
    /// **Errors:** `HostFailure` when the one that was started last runs, and does not answer: a
    /// second one beside it would take its sockets. And when the folder is that of another network
    /// namespace.
    func running() throws(HostFailure) -> MasterIdentity? {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            let noted = noted
            // While a master loads its file, its socket refuses; then only the note tells of it.
            if let pid = try? processes().master, let identity = MasterIdentity(pid: pid),
                identity == noted || identity.wasStarted(with: ownWord)
            {
                guard identity.isInThisNetwork else {
                    throw HostFailure(
                        operation: "use \(settings.folder)",
                        reason: "HAProxy of another network namespace runs in it, process \(pid)",
                        remedy: "name another directory with --runtime")
                }
                return identity
            }
            guard let noted else { return nil }
            // Its socket was removed: no answer can come.
            if !fileExists(settings.masterSocket), !isStarting(noted) { return noted }
            guard ContinuousClock.now < deadline else {
                throw HostFailure(
                    operation: "ask the HAProxy that runs",
                    reason: "process \(noted.pid) does not answer", errno: "ETIMEDOUT")
            }
            usleep(5_000)
        }
    }

    /// Whether a master was started so lately that it may not have its socket yet.
    private func isStarting(_ identity: MasterIdentity) -> Bool {
        var info = stat()
        guard stat(settings.identityFile, &info) == 0 else { return false }
        return time(nil) - info.st_mtim.tv_sec < settings.patience.components.seconds
    }

    /// Whether a master or its worker can't be spoken to any more, because a socket was removed.
    ///
    /// A reload makes neither anew: they are handed from one worker to the next. The pipe of the
    /// access log, where the configuration uses it, can't be handed over either.
    func isLost(_ identity: MasterIdentity?, for configuration: WorkerConfiguration) -> Bool {
        if !fileExists(settings.masterSocket) || !fileExists(settings.socket) { return true }
        guard let identity, configuration.usesLogPipe else { return false }
        return !settings.hasLogPipe(identity)
    }

    /// Starts a master; it serves when this returns.
    ///
    /// - Parameters:
    ///   - wanted: the servers of the file; nil: they are not known, and none is unproven.
    ///   - unproven: servers that start as down, as `BACKEND/SERVER`.
    ///
    /// **Errors:** `HostFailure` with HAProxy's words; then it does not run.
    func start(
        _ wanted: DesiredProxies? = nil, unproven: Set<String> = []
    ) throws(HostFailure) -> MasterIdentity {
        // What the servers were before an earlier reload they are no longer.
        unlink(settings.stateFile)
        defer { unlink(settings.stateFile) }
        if let wanted, !unproven.isEmpty {
            try replaceFile(
                settings.stateFile,
                with: ServerStates.none.stateFile(for: wanted, unproven: unproven))
        }
        try settings.makeWorkplace()
        let mark = fileSize(settings.log)
        try settings.makeLogPipe()
        let child = try ChildProcess.start(
            settings.command, output: .file(settings.log), pipe: settings.logPipe)
        if let identity = MasterIdentity(pid: child) {
            // Without the note it is still found by its socket, and by its words.
            try? replaceFile(settings.identityFile, with: identity.text)
        }
        let deadline = ContinuousClock.now + settings.patience
        while ContinuousClock.now < deadline {
            if let list = try? processes(), list.master == child, !list.workers.isEmpty,
                let identity = MasterIdentity(pid: child), (try? worker.ask("show version")) != nil
            {
                return identity
            }
            if ChildProcess.end(of: child) != nil { break }
            usleep(2_000)
        }
        kill(child, SIGKILL)
        _ = ChildProcess.wait(child, limit: .seconds(1))
        throw HostFailure(operation: "start HAProxy", reason: words(of: log(from: mark)))
    }

    /// Waits for workers whose master is gone, before another one is started.
    ///
    /// They end by themselves; one that can't would keep clients waiting for ever.
    func endOrphans() {
        let deadline = ContinuousClock.now + Self.farewell
        while true {
            let strays = MasterIdentity.all(startedWith: ownWord)
            let sessions = Set(strays.filter(\.leadsSession).map(\.pid))
            let orphans = strays.filter { !sessions.contains(getsid($0.pid)) }
            if orphans.isEmpty { return }
            if ContinuousClock.now > deadline {
                for orphan in orphans where orphan.isRunning { kill(orphan.pid, SIGKILL) }
                return
            }
            usleep(5_000)
        }
    }

    /// Tells earlier masters of this folder, which can't be spoken to, to end with their last
    /// connection.
    ///
    /// Both listen until then, so it comes after the start of the next master.
    ///
    /// - Parameter current: the master that stays; nil: none does.
    /// **Shape:** the process ids of these masters.
    func endFormerMasters(except current: MasterIdentity?) -> [Int32] {
        MasterIdentity.all(startedWith: ownWord)
            .filter { $0.leadsSession && $0.pid != current?.pid }
            .map { master in
                kill(master.pid, SIGUSR1)
                // A stopped process gets the signal only when it continues.
                kill(master.pid, SIGCONT)
                return master.pid
            }
    }

    /// Loads the file anew; nil, or HAProxy's words when the old worker goes on.
    ///
    /// From 2.7 the master says what became of it. In 2.6 its list of processes does: one reload
    /// more, and how many failed since the last good one.
    ///
    /// **Errors:** `HostFailure` when the master ends over it, or does not answer in time.
    func reload(
        _ identity: MasterIdentity, servers: ServerStates?, wanted: DesiredProxies?,
        unproven: Set<String> = [], origins: [String: ServerStates.Server] = [:]
    ) throws(HostFailure) -> String? {
        if let servers, let wanted {
            try replaceFile(
                settings.stateFile,
                with: servers.stateFile(for: wanted, unproven: unproven, origins: origins))
        }
        // Another start or reload is not to find it.
        defer { unlink(settings.stateFile) }
        emptyLog()
        let mark = fileSize(settings.log)
        let before = try processes()
        let reply: String
        do throws(HostFailure) {
            reply = try RuntimeSocket(path: settings.masterSocket, limit: settings.patience)
                .ask("reload")
        } catch {
            throw identity.isRunning ? error : end(of: identity, mark)
        }
        if before.isAtLeast(2, 7) {
            return reply.contains("Success=1") ? nil : words(of: reply)
        }
        let deadline = ContinuousClock.now + settings.patience
        while ContinuousClock.now < deadline {
            // It refuses while it loads the file.
            if let now = try? processes(), now.reloads > before.reloads {
                if now.failed > 0 { return words(of: log(from: mark)) }
                if !now.workers.isEmpty { return nil }
            }
            guard identity.isRunning else { throw end(of: identity, mark) }
            usleep(2_000)
        }
        throw HostFailure(
            operation: "reload HAProxy", reason: "its master does not answer",
            errno: "ETIMEDOUT")
    }

    private func end(of identity: MasterIdentity, _ mark: Int) -> HostFailure {
        let said = lastWords(from: mark)
        let reason = "its master, process \(identity.pid), ended over it"
        return HostFailure(
            operation: "reload HAProxy",
            reason: ([reason] + said).joined(separator: "\n"))
    }

    /// Old workers that another reload ends, whatever connections they have.
    ///
    /// - Parameter text: the configuration that is loaded, which says how many reloads a worker
    ///   may outlive.
    ///
    /// **Source:** HAProxy's configuration manual, `mworker-max-reloads`.
    func outlived(at text: String) -> [OutlivedWorker] {
        var limit: Int?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 1, words[0] == "mworker-max-reloads" { limit = Int(words[1]) }
        }
        guard let limit, let list = try? processes() else { return [] }
        let workers: [ProcessList.Worker] = list.oldWorkers.filter { $0.reloads >= limit }
        return workers.map { worker in
            // One that ends meanwhile does not answer.
            let info = (try? master.ask("@!\(worker.pid) show info")).flatMap { ProcessInfo($0) }
            return OutlivedWorker(
                pid: worker.pid, reloads: worker.reloads, connections: info?.connections)
        }
    }
}

/// A worker of an earlier configuration that is ended because so many reloads came after it.
public struct OutlivedWorker: Sendable, Hashable {
    /// Its process id.
    public let pid: Int32
    /// Reloads that it has lived through.
    public let reloads: Int
    /// Connections that are cut; nil: it does not say.
    public let connections: Int?
}
