import Files
import Glibc
import Model

extension MasterControl {
    /// The command-line word that identifies a master of this folder and its workers.
    var ownWord: String { "\(settings.masterSocket),mode,600" }

    /// The time limit for a process without a master to exit.
    private static let farewell = Duration.milliseconds(500)

    /// The last started master, of this or an earlier controller; nil: not running, or in another
    /// network namespace.
    var noted: MasterIdentity? {
        let noted = readText(settings.identityFile).flatMap { MasterIdentity($0) }
        guard let noted, noted.isRunning, noted.isInThisNetwork else { return nil }
        return noted
    }

    /// Returns the running master of this folder, of this or an earlier controller.
    ///
    /// **Errors:** `HostFailure` if the last started master runs and does not answer, because a
    /// second one would replace its sockets, and if the folder belongs to another network
    /// namespace.
    func running() throws(HostFailure) -> MasterIdentity? {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            let noted = noted
            // While a master loads its file, its socket refuses connections; then only the note
            // identifies it.
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
            // Its socket was removed, so no answer can arrive.
            if !fileExists(settings.masterSocket), !isStarting(noted) { return noted }
            guard ContinuousClock.now < deadline else {
                throw HostFailure(
                    operation: "ask the HAProxy that runs",
                    reason: "process \(noted.pid) does not answer", errno: "ETIMEDOUT")
            }
            usleep(5_000)
        }
    }

    /// Whether a master was started so recently that it may lack its socket.
    private func isStarting(_ identity: MasterIdentity) -> Bool {
        var info = stat()
        guard stat(settings.identityFile, &info) == 0 else { return false }
        return time(nil) - info.st_mtim.tv_sec < settings.patience.components.seconds
    }

    /// Whether a master or its worker is unreachable, because a socket was removed.
    ///
    /// A reload does not recreate the sockets, because workers pass them on. The same holds for the
    /// pipe of the access log, if the configuration uses it.
    func isLost(_ identity: MasterIdentity?, for configuration: WorkerConfiguration) -> Bool {
        if !fileExists(settings.masterSocket) || !fileExists(settings.socket) { return true }
        guard let identity, configuration.usesLogPipe else { return false }
        return !settings.hasLogPipe(identity)
    }

    /// Starts a master; it serves on return.
    ///
    /// - Parameters:
    ///   - wanted: the servers of the file; nil: unknown, and none is unproven.
    ///   - unproven: servers that start as down, as `BACKEND/SERVER`.
    ///
    /// **Errors:** `HostFailure` with HAProxy's message; then HAProxy does not run.
    func start(
        _ wanted: DesiredProxies? = nil, unproven: Set<String> = []
    ) throws(HostFailure) -> MasterIdentity {
        // The states before an earlier reload are obsolete.
        unlink(settings.stateFile)
        defer { unlink(settings.stateFile) }
        if let wanted, !unproven.isEmpty {
            try replaceFile(
                settings.stateFile,
                with: ServerStates.none.stateFile(for: wanted, unproven: unproven))
        }
        try settings.makeWorkplace()
        let offset = fileSize(settings.log)
        try settings.makeLogPipe()
        let child = try ChildProcess.start(
            settings.command, output: .file(settings.log), pipe: settings.logPipe)
        if let identity = MasterIdentity(pid: child) {
            // Without the note the master is still found by its socket and its arguments.
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
        throw HostFailure(operation: "start HAProxy", reason: words(of: log(from: offset)))
    }

    /// Waits for workers without a master before another master is started.
    ///
    /// They exit by themselves; one that cannot would keep clients waiting indefinitely.
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

    /// Makes unreachable masters of this folder exit after their last connection.
    ///
    /// Old and new masters both listen until then, so this follows the start of the new one.
    ///
    /// - Parameter current: the master that stays; nil: none.
    ///
    /// - Returns: the process ids of these masters.
    func endFormerMasters(except current: MasterIdentity?) -> [Int32] {
        MasterIdentity.all(startedWith: ownWord)
            .filter { $0.leadsSession && $0.pid != current?.pid }
            .map { master in
                kill(master.pid, SIGUSR1)
                // A stopped process receives the signal only when it continues.
                kill(master.pid, SIGCONT)
                return master.pid
            }
    }

    /// Reloads the file with the states of ``stage(_:for:unproven:origins:)``; returns nil, or
    /// HAProxy's message if the old worker continues.
    ///
    /// From 2.7 the master reports the result. In 2.6 its list of processes shows it: one more
    /// reload, and the number of failures since the last success.
    ///
    /// **Errors:** `HostFailure` if the master exits, or does not answer in time.
    func reload(_ identity: MasterIdentity) throws(HostFailure) -> String? {
        // Another start or reload must not read this file.
        defer { unlink(settings.stateFile) }
        rename(stagedStates, settings.stateFile)
        emptyLog()
        let offset = fileSize(settings.log)
        let before = try processes()
        let reply: String
        do throws(HostFailure) {
            reply = try RuntimeSocket(path: settings.masterSocket, limit: settings.patience)
                .ask("reload")
        } catch {
            throw identity.isRunning ? error : end(of: identity, offset)
        }
        if before.isAtLeast(2, 7) {
            return reply.contains("Success=1") ? nil : words(of: reply)
        }
        let deadline = ContinuousClock.now + settings.patience
        while ContinuousClock.now < deadline {
            // The master refuses connections while it loads the file.
            if let now = try? processes(), now.reloads > before.reloads {
                if now.failed > 0 { return words(of: log(from: offset)) }
                if !now.workers.isEmpty { return nil }
            }
            guard identity.isRunning else { throw end(of: identity, offset) }
            // The new worker serves clients before the master answers.
            usleep(5_000)
        }
        throw HostFailure(
            operation: "reload HAProxy", reason: "its master does not answer",
            errno: "ETIMEDOUT")
    }

    private func end(of identity: MasterIdentity, _ offset: Int) -> HostFailure {
        let said = lastWords(from: offset)
        let reason = "its master, process \(identity.pid), ended over it"
        return HostFailure(
            operation: "reload HAProxy",
            reason: ([reason] + said).joined(separator: "\n"))
    }

    /// Returns the old workers that another reload stops, with their connections.
    ///
    /// - Parameter text: the configuration to load, with its limit on reloads per worker.
    ///
    /// **Source:** HAProxy's configuration manual, `mworker-max-reloads`.
    func outlived(at text: String) -> [OutlivedWorker] {
        guard let limit = maxReloads(in: text), let list = try? processes() else { return [] }
        let workers: [ProcessList.Worker] = list.oldWorkers.filter { $0.reloads >= limit }
        return workers.map { worker in
            // A worker that exits meanwhile does not answer.
            let info = (try? master.ask("@!\(worker.pid) show info")).flatMap { ProcessInfo($0) }
            return OutlivedWorker(
                pid: worker.pid, reloads: worker.reloads, connections: info?.connections)
        }
    }

    /// Returns `mworker-max-reloads` of a configuration; its section, `global`, is the first.
    private func maxReloads(in text: String) -> Int? {
        var limit: Int?
        var rest = text.utf8[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let words = RuntimeText.words(Substring(rest[..<end]))
            if words.first == "defaults" { break }
            if words.count > 1, words[0] == "mworker-max-reloads" { limit = Int(words[1]) }
            rest = rest[end...].dropFirst()
        }
        return limit
    }
}
