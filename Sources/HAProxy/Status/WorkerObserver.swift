import Model

/// Looks at a master and its workers, whatever is being done to them meanwhile.
///
/// Its calls block on a thread of its own, each for a few seconds at most.
public actor WorkerObserver {
    private let executor = ThreadExecutor()
    /// Runs on its own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private let control: MasterControl

    /// Old workers that are asked for their connections.
    private static let askedWorkers = 100

    /// Looks at what runs in this folder.
    public init(_ settings: WorkerSettings) {
        control = MasterControl(settings: settings)
    }

    /// What the current worker says; nil: none answers.
    public func look() -> WorkerLook? {
        // While HAProxy starts or loads, nobody answers: then nothing is known.
        try? control.look()
    }

    /// Lines of logs that the current worker dropped; nil: none answers.
    public func droppedLogs() -> Int? {
        // While HAProxy starts or loads, nobody answers: then nothing is known.
        let reply = try? RuntimeSocket(path: control.settings.socket).ask("show info")
        return reply.flatMap { ProcessInfo($0)?.fields["DroppedLogs"] }.flatMap { Int($0) }
    }

    /// The processes.
    public func workers() -> WorkersStatus {
        guard let list = try? control.processes() else { return WorkersStatus() }
        let master = RuntimeSocket(path: control.settings.masterSocket)
        let old = list.oldWorkers.enumerated().map { position, worker in
            // One that ends in between says nothing.
            let reply =
                position < Self.askedWorkers
                ? try? master.ask("@!\(worker.pid) show info") : nil
            return WorkersStatus.Old(
                pid: worker.pid, age: worker.uptime.components.seconds, reloads: worker.reloads,
                connections: reply.flatMap { ProcessInfo($0)?.connections })
        }
        return WorkersStatus(
            version: list.version, master: list.master, worker: list.workers.first?.pid,
            reloads: list.reloads, old: old)
    }
}
