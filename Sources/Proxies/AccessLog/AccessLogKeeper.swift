import Files
import Glibc
import HAProxy
import Model
import Reconciliation

/// Keeps the writer of access logs running while the document has access logs, and reports lost
/// lines.
///
/// The writer outlives the controller, as HAProxy does, and the next controller adopts it.
actor AccessLogKeeper {
    private let files: AccessLogFiles
    private let observer: WorkerObserver
    private let tell: @Sendable (Event.Kind, String, [String]) async -> Void
    private var wanted: Set<AccessLog.Target> = []
    private var identity: MasterIdentity?
    private var latest = AccessLogStatus()
    /// The count of lost lines at the last report, with the reason; nil: no lines are being lost.
    private var losing: (since: Int, reason: String)?
    private var lostBefore: Int?
    /// The time since which no log is enabled; workers of earlier documents may still write lines.
    private var idleSince: ContinuousClock.Instant?
    private var complaint: String?

    /// The time after which an unused writer stops.
    private static let idleLimit = Duration.seconds(60)

    /// Creates a keeper of this site's writer.
    ///
    /// - Parameter tell: called with each event.
    init(
        _ site: ProxySite, _ observer: WorkerObserver,
        tell: @escaping @Sendable (Event.Kind, String, [String]) async -> Void = { _, _, _ in }
    ) {
        files = AccessLogFiles(folder: site.folder)
        self.observer = observer
        self.tell = tell
    }

    /// Starts a writer for the logs of this document, before HAProxy loads the document.
    func follow(_ spec: Spec) async {
        wanted = spec.accessLogTargets
        guard !wanted.isEmpty else { return }
        do {
            try files.add(wanted)
            try await start()
            complaint = nil
        } catch {
            await complain("\(error)")
        }
    }

    /// Restarts the writer if necessary, and reads the counts of lines.
    func look() async {
        adopt()
        if wanted.isEmpty { return retire() }
        idleSince = nil
        do { try await start() } catch { await complain("\(error)") }
        if let status = files.lastStatus() { latest = status }
        latest.writer = identity?.pid
        latest.dropped = await observer.droppedLogs() ?? latest.dropped
        await tellLosses()
    }

    /// Adds the access log to a status.
    func complete(_ status: inout Status) {
        guard !wanted.isEmpty else { return }
        status.accessLog = latest
        status.accessLog?.writer = identity?.pid
        if identity == nil {
            status.health.reasons.append(
                "access log: \(complaint ?? "its writer does not run")")
        }
        for target in latest.targets {
            guard let failure = target.failure else { continue }
            status.health.reasons.append(
                "access log: \(failure); \(counted(target.lost, "line")) lost so far")
        }
    }

    /// Stops the writer, after its pending lines.
    func stop() {
        adopt()
        guard let identity, identity.isRunning else { return }
        kill(identity.pid, SIGTERM)
        let deadline = ContinuousClock.now + .seconds(5)
        while identity.isRunning {
            if ContinuousClock.now > deadline { kill(identity.pid, SIGKILL) }
            _ = ChildProcess.end(of: identity.pid)
            usleep(5_000)
        }
        self.identity = nil
    }

    private func retire() {
        guard identity?.isRunning == true else { return }
        let begin = idleSince ?? .now
        idleSince = begin
        if ContinuousClock.now - begin > Self.idleLimit { stop() }
    }

    /// Adopts the writer of an earlier controller.
    private func adopt() {
        guard identity == nil, let text = readText(files.writer, limit: 64),
            let found = MasterIdentity(text), found.isRunning
        else { return }
        identity = found
    }

    /// The path of this program, which `ps` shows for the writer, or a link to it after a
    /// replacement.
    private static var program: String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let link = "/proc/self/exe"
        let count = bytes.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink(link, $0, text.count) } ?? -1
            }
        }
        let path = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        var (own, other) = (stat(), stat())
        let isThere = stat(link, &own) == 0 && stat(path, &other) == 0
        return isThere && own.st_ino == other.st_ino && own.st_dev == other.st_dev ? path : link
    }

    private func start() async throws {
        adopt()
        var hasEnded = false
        if let identity {
            guard !identity.isRunning || !identity.runsThisProgram else { return }
            // A writer of another version, as after an upgrade; the pipe keeps the lines meanwhile.
            stop()
            _ = ChildProcess.end(of: identity.pid)
            hasEnded = self.identity != nil
            self.identity = nil
        }
        let child = try ChildProcess.start(
            [Self.program, "access-log", "--folder", files.folder], output: .file(files.output))
        guard let started = MasterIdentity(pid: child) else {
            throw HostFailure(
                operation: "start the writer of access logs", reason: "it ended at once",
                remedy: "see \(files.output)")
        }
        identity = started
        try writeAtomically(Array(started.text.utf8), to: files.writer)
        if hasEnded {
            await tell(.failed, "the writer of access logs ended; it was started again", [])
        }
    }

    private func tellLosses() async {
        let lost = latest.lost
        let before = lostBefore ?? lost
        lostBefore = lost
        let reason =
            latest.targets.compactMap(\.failure).first
            ?? (lost > before ? "HAProxy wrote more than the writer could take" : nil)
        // The counter of a new process starts at 0.
        if let reason, losing == nil {
            losing = (min(before, lost), reason)
            await tell(.failed, "access log: lines are lost: \(reason)", [])
        } else if reason == nil, let losing {
            self.losing = nil
            await tell(
                .recovered,
                "access log: lines are written again, after "
                    + "\(counted(max(0, lost - losing.since), "line")) were lost: "
                    + losing.reason, [])
        }
    }

    private func complain(_ words: String) async {
        guard complaint != words else { return }
        complaint = words
        await tell(.failed, "access log: \(words)", [])
    }
}

extension MasterIdentity {
    /// Whether the process runs the same file as this one.
    fileprivate var runsThisProgram: Bool {
        var (own, other) = (stat(), stat())
        return stat("/proc/self/exe", &own) == 0 && stat("/proc/\(pid)/exe", &other) == 0
            && own.st_ino == other.st_ino && own.st_dev == other.st_dev
    }
}
