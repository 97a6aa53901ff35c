import Files
import Glibc
import Model

/// An observer of a master and its workers, independent of concurrent changes to them.
///
/// Its calls block on a separate thread, each for a few seconds at most.
public actor WorkerObserver {
    private let executor = QueueExecutor(label: "ballast.haproxy")
    /// Runs on its own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    let control: MasterControl
    /// Whether the worker answers.
    public nonisolated let pulse: WorkerPulse
    /// Whether the latest look timed out.
    private var isWorkerSilent = false
    /// The answers of the master.
    private let masterPulse = WorkerPulse()
    /// The latest report, which all requests share.
    private var shared: SharedReport?
    /// The latest list of stick tables, which all requests share.
    private var tables: (text: String, time: ContinuousClock.Instant)?

    private struct SharedReport {
        let report: WorkerReport
        let revision: Int
        let time: ContinuousClock.Instant
    }

    /// The time for which a report is shared.
    private static let sharing = Duration.seconds(1)

    /// The number of old workers whose connections are counted.
    private static let askedWorkers = 100

    /// The time limit for the first byte of an answer: a status and a scrape wait for it, and
    /// Prometheus gives up after 10 s.
    private static let patience = Duration.seconds(2)

    /// The longest wait for an HAProxy that loads its file, which refuses connections meanwhile.
    private static let loading = Duration.seconds(2)

    /// Creates an observer of the processes in this folder.
    ///
    /// - Parameter pulse: the pulse of the worker, where another observer asks it all the time.
    public init(_ settings: WorkerSettings, pulse: WorkerPulse = WorkerPulse()) {
        control = MasterControl(settings: settings)
        self.pulse = pulse
    }

    /// Returns the current worker's report and the processes, which are read at most once a second
    /// however many requests there are.
    ///
    /// - Parameters:
    ///   - revision: the number of changes to HAProxy; after another one, the report is read again.
    ///   - withLook: whether the values of the worker are read too.
    public func report(revision: Int, withLook: Bool) -> WorkerReport {
        if let shared, shared.revision == revision, shared.time + Self.sharing > .now,
            shared.report.hasLook == withLook
        {
            return shared.report
        }
        let look = withLook ? look() : nil
        let report = WorkerReport(look: look, workers: workers(), hasLook: withLook)
        shared = SharedReport(report: report, revision: revision, time: .now)
        return report
    }

    /// Returns the current worker's report; nil: no worker answers.
    public func look() -> WorkerLook? {
        isWorkerSilent = pulse.isHanging()
        guard !isWorkerSilent else { return nil }
        let asked = ContinuousClock.now
        let deadline = ContinuousClock.now + Self.loading
        while true {
            do throws(HostFailure) {
                let look = try control.look(patience: Self.patience)
                isWorkerSilent = false
                pulse.note(.answer, asked: asked)
                return look
            } catch {
                isWorkerSilent = error.errno == "ETIMEDOUT"
                if isWorkerSilent { pulse.note(.silence, asked: asked) }
                guard isLoading(error), ContinuousClock.now < deadline else { return nil }
                usleep(10_000)
            }
        }
    }

    /// Whether HAProxy runs and refuses the connection, as during a start or reload.
    private func isLoading(_ failure: HostFailure) -> Bool {
        !["ETIMEDOUT", "ENOENT"].contains(failure.errno) && control.noted != nil
    }

    /// Returns the statistics of servers only, which are cheap to produce and read; nil: no worker
    /// answers, which the pulse records.
    public func servers() -> Statistics? {
        let asked = ContinuousClock.now
        do throws(HostFailure) {
            let reply = try control.worker.ask("show stat -1 4 -1")
            pulse.note(.answer, asked: asked)
            return Statistics(reply)
        } catch {
            // During a start or reload HAProxy refuses the connection.
            pulse.note(error.errno == "ETIMEDOUT" ? .silence : .absence, asked: asked)
            return nil
        }
    }

    /// Returns the number of log lines that the current worker dropped; nil: no worker answers.
    public func droppedLogs() -> Int? {
        guard !pulse.isHanging() else { return nil }
        // During a start or reload no worker answers, so the number is unknown.
        let reply = try? control.worker.patient(for: Self.patience).ask("show info")
        return reply.flatMap { ProcessInfo($0)?.fields["DroppedLogs"] }.flatMap { Int($0) }
    }

    /// Returns the nodes with which the current worker synchronises stick tables; empty: it
    /// synchronises none; nil: no worker answers.
    public func peers() -> [PeerState]? {
        // During a start or reload HAProxy refuses the connection.
        (try? RuntimeSocket(path: control.settings.socket).ask(PeerState.command))
            .map(PeerState.all)
    }

    /// The number of clients in the stick tables of a proxy and its routes.
    ///
    /// **Shape:** nil: the proxy has no such table, or no worker answers.
    public func remembered(by proxy: Proxy) -> Int? {
        guard let reply = tableList() else { return nil }
        let backends = Set(
            [Word.identifier(proxy.name).text]
                + proxy.routes.enumerated().map {
                    Word.route($0.element, at: $0.offset, of: proxy.name).text
                })
        let counts = RuntimeText.lines(reply).compactMap { line -> Int? in
            // # table: shop, type: ipv6, size:204800, used:3
            let parts = line.split(separator: ",")
            guard let name = parts.first?.split(separator: " ").last,
                backends.contains(String(name)),
                let used = parts.last?.split(separator: ":").last
            else { return nil }
            return Int(used)
        }
        return counts.isEmpty ? nil : counts.reduce(0, +)
    }

    private func tableList() -> String? {
        if let tables, tables.time + Self.sharing > .now { return tables.text }
        // During a start or reload HAProxy refuses the connection.
        guard let text = try? control.worker.ask("show table") else { return nil }
        tables = (text, .now)
        return text
    }

    /// Returns the processes; the latest ``look()`` determines whether the worker answers.
    public func workers() -> WorkersStatus {
        var list: ProcessList
        if masterPulse.isHanging() { return unanswered }
        let deadline = ContinuousClock.now + Self.loading
        while true {
            do throws(HostFailure) {
                list = try control.processes(patience: Self.patience)
                masterPulse.note(.answer, asked: .now)
                if !list.workers.isEmpty || ContinuousClock.now > deadline { break }
            } catch {
                let isOver = ContinuousClock.now > deadline || !isLoading(error)
                if isOver {
                    guard error.errno != "ENOENT" else { return WorkersStatus() }
                    if error.errno == "ETIMEDOUT" { masterPulse.note(.silence, asked: .now) }
                    return unanswered
                }
            }
            usleep(10_000)
        }
        let silence = list.workers.first.flatMap { worker in
            isWorkerSilent ? "its worker, process \(worker.pid), does not answer" : nil
        }
        let master = RuntimeSocket(path: control.settings.masterSocket)
        let old = list.oldWorkers.enumerated().map { position, worker in
            // A worker that exits in between does not answer.
            let reply =
                position < Self.askedWorkers
                ? try? master.ask("@!\(worker.pid) show info") : nil
            return WorkersStatus.Old(
                pid: worker.pid, age: worker.uptime.components.seconds, reloads: worker.reloads,
                connections: reply.flatMap { ProcessInfo($0)?.connections })
        }
        return WorkersStatus(
            version: list.version, master: list.master, worker: list.workers.first?.pid,
            reloads: list.reloads, old: old, silence: silence)
    }

    /// The processes behind a master that does not answer.
    private var unanswered: WorkersStatus {
        guard let noted = control.noted, noted.isRunning else { return WorkersStatus() }
        return WorkersStatus(
            master: noted.pid, silence: "its master, process \(noted.pid), does not answer")
    }
}
