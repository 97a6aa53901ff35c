extension HAProxyMaster {
    /// What there is: the processes, and why the last configuration isn't in force.
    func status() -> WorkerStatus {
        WorkerStatus(
            // Without a master there are no processes to list.
            processes: identity == nil ? nil : try? control.processes(),
            complaint: machine.complaint)
    }
}

/// A master and its workers as they are between two things that are done to them.
struct WorkerStatus: Sendable, Hashable {
    /// The processes; nil when none runs.
    let processes: ProcessList?
    /// Why the last configuration isn't in force: HAProxy's words, or what stands in the way.
    let complaint: String?
}
