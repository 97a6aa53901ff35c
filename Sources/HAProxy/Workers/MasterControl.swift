import Glibc
import Model

/// What is done to a master, one thing at a time; each call blocks until it is done or too late.
struct MasterControl {
    let settings: WorkerSettings

    /// HAProxy's log is emptied when it is longer.
    private static let longestLog = 1 << 20

    private var master: RuntimeSocket { RuntimeSocket(path: settings.masterSocket) }
    private var worker: RuntimeSocket { RuntimeSocket(path: settings.socket) }

    /// The processes, as the master lists them.
    func processes() throws(HostFailure) -> ProcessList {
        let reply = try master.ask("show proc")
        guard let list = ProcessList(reply) else {
            throw HostFailure(operation: "read show proc", reason: "it names no master")
        }
        return list
    }

    /// The master that was started last, by us or by an earlier Ballast; nil: it does not run.
    var noted: MasterIdentity? {
        let noted = readText(settings.identityFile).flatMap { MasterIdentity($0) }
        return noted?.isRunning == true ? noted : nil
    }

    /// A master that runs in this folder, started by us or by an earlier Ballast.
    ///
    /// **Errors:** `HostFailure` when the one that was started last runs, and does not answer: a
    /// second one beside it would take its sockets.
    func running() throws(HostFailure) -> MasterIdentity? {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            let noted = noted
            // While a master loads its file, its socket refuses; then only the note tells of it.
            if let pid = try? processes().master, let identity = MasterIdentity(pid: pid),
                identity == noted || identity.wasStarted(with: "\(settings.masterSocket),mode,600")
            {
                return identity
            }
            guard let noted else { return nil }
            guard ContinuousClock.now < deadline else {
                throw HostFailure(
                    operation: "ask the HAProxy that runs",
                    reason: "process \(noted.pid) does not answer", errno: "ETIMEDOUT")
            }
            usleep(5_000)
        }
    }

    /// Checks a configuration and makes it the file; nil, or why HAProxy doesn't take it.
    func put(_ configuration: WorkerConfiguration) throws(HostFailure) -> String? {
        for file in configuration.files {
            let path = "\(settings.folder)/\(file.name)"
            if readText(path) != file.contents { try replaceFile(path, with: file.contents) }
        }
        let text = configuration.text
        if readText(settings.file) == text { return nil }
        let candidate = settings.file + ".new"
        try replaceFile(candidate, with: text)
        let output = settings.folder + "/check.log"
        unlink(output)
        let child = try ChildProcess.start(
            [settings.program, "-c", "-f", candidate], output: output)
        guard ChildProcess.wait(child, limit: settings.patience) == 0 else {
            return words(of: readText(output) ?? "").replacing(candidate, with: settings.file)
        }
        guard rename(candidate, settings.file) == 0 else {
            throw HostFailure(operation: "replace \(settings.file)", number: errno)
        }
        return nil
    }

    /// Removes the files beside configurations that are no longer in force.
    func tidy(except files: [RenderedConfiguration.SideFile]) {
        guard let folder = opendir(settings.folder) else { return }
        defer { closedir(folder) }
        let kept = Set(files.map(\.name))
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            let digits = name.utf8.prefix(16)
            guard digits.count == 16, digits.allSatisfy(\.isHexadecimal),
                name.utf8.dropFirst(16).first == UInt8(ascii: "-"), !kept.contains(name)
            else { continue }
            unlink("\(settings.folder)/\(name)")
        }
    }

    /// Starts a master; it serves when this returns.
    func start() throws(HostFailure) -> MasterIdentity {
        // What the servers were before an earlier reload they are no longer.
        unlink(settings.stateFile)
        let mark = fileSize(settings.log)
        let child = try ChildProcess.start(settings.command, output: settings.log)
        if let identity = MasterIdentity(pid: child) {
            try replaceFile(settings.identityFile, with: identity.text)
        }
        let deadline = ContinuousClock.now + settings.patience
        while ContinuousClock.now < deadline {
            if let list = try? processes(), list.master == child, !list.workers.isEmpty,
                let identity = MasterIdentity(pid: child), (try? worker.ask("show version")) != nil
            {
                return identity
            }
            if ChildProcess.status(child) != nil { break }
            usleep(2_000)
        }
        kill(child, SIGKILL)
        _ = ChildProcess.wait(child, limit: .seconds(1))
        throw HostFailure(
            operation: "start HAProxy", reason: words(of: readText(settings.log, from: mark) ?? ""))
    }

    /// Empties HAProxy's log when it has become long.
    func emptyLog() {
        if fileSize(settings.log) > Self.longestLog { truncate(settings.log, 0) }
    }

    /// Loads the file anew; nil, or HAProxy's words when the old worker goes on.
    ///
    /// From 2.7 the master says what became of it. In 2.6 its list of processes does: one reload
    /// more, and how many failed since the last good one.
    func reload(
        servers: ServerStates?, wanted: WantedProxies, unproven: Set<String> = []
    ) throws(HostFailure) -> String? {
        if let servers {
            try replaceFile(
                settings.stateFile, with: servers.stateFile(for: wanted, unproven: unproven))
        }
        // Another start or reload is not to find it.
        defer { unlink(settings.stateFile) }
        emptyLog()
        let mark = fileSize(settings.log)
        let before = try processes()
        let reply = try RuntimeSocket(path: settings.masterSocket, limit: settings.patience)
            .ask("reload")
        if before.isAtLeast(2, 7) {
            return reply.contains("Success=1") ? nil : words(of: reply)
        }
        let deadline = ContinuousClock.now + settings.patience
        while ContinuousClock.now < deadline {
            // It refuses while it loads the file.
            if let now = try? processes(), now.reloads > before.reloads {
                if now.failed > 0 { return words(of: readText(settings.log, from: mark) ?? "") }
                if !now.workers.isEmpty { return nil }
            }
            usleep(2_000)
        }
        throw HostFailure(
            operation: "reload HAProxy", reason: "its master does not answer",
            errno: "ETIMEDOUT")
    }

    /// What the current worker says of itself.
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
        let structure = Structure(reply: try worker.ask("get var \(Structure.variable)"))
        var fingerprints: [String: String] = [:]
        for file in certificates {
            fingerprints[file] = CertificateList.fingerprint(
                try worker.ask("show ssl cert \(file)"))
        }
        return (
            ObservedProxies(
                structure: structure, states: states, statistics: statistics,
                certificates: fingerprints), states
        )
    }

    /// What the current worker says of its servers and its traffic.
    func look() throws(HostFailure) -> WorkerLook {
        guard let states = ServerStates(try worker.ask("show servers state")),
            let statistics = Statistics(try worker.ask("show stat -1 7 -1"))
        else { throw HostFailure(operation: "look at HAProxy", reason: "its reply makes no sense") }
        return WorkerLook(states: states, statistics: statistics)
    }

    /// Does the commands; a certificate that HAProxy doesn't take leaves nothing half done.
    func run(_ commands: [RuntimeCommand]) throws(CommandFailure) {
        for batch in RuntimeCommand.batches(of: commands) {
            // One of them was refused: one at a time they say which.
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
                    // The commit's own words are what counts.
                    try? worker.run(.abortCertificate(file: file))
                }
                throw CommandFailure(command: command, failure: error)
            }
        }
    }

    /// The latest alerts that HAProxy wrote into its log since then.
    func lastWords(from mark: Int) -> [String] {
        let size = fileSize(settings.log)
        // It may have been emptied since.
        let start = max(size < mark ? 0 : mark, size - 4_096)
        let lines = RuntimeText.lines(readText(settings.log, from: start) ?? "")
        return lines.filter { $0.hasPrefix("[ALERT]") }.suffix(5).map(String.init)
    }

    /// The lines that say what is wrong, or all when none does.
    private func words(of log: String) -> String {
        let lines = RuntimeText.lines(log)
        let alerts = lines.filter { $0.hasPrefix("[ALERT]") }
        let text = (alerts.isEmpty ? lines : alerts).prefix(20).joined(separator: "\n")
        return text.isEmpty ? "HAProxy said nothing" : String(text.prefix(4_000))
    }
}

/// A command that wasn't done, and why; those before it were.
struct CommandFailure: Error {
    let command: RuntimeCommand
    let failure: HostFailure
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
