extension HAProxyMaster {
    /// Returns the processes, and the reason that the last configuration is not in force.
    func status() -> WorkerStatus {
        WorkerStatus(
            // Without a master there are no processes.
            processes: process.identity == nil ? nil : try? control.processes(),
            complaint: machine.complaint)
    }
}

/// The state of a master and its workers between two changes.
struct WorkerStatus: Sendable, Hashable {
    /// The processes; nil: no master runs.
    let processes: ProcessList?
    /// The reason that the last configuration is not in force: HAProxy's message, or an obstacle.
    let complaint: String?
}
