/// The state of a master and its workers between two changes.
struct WorkerStatus: Sendable, Hashable {
    /// The processes; nil: no master runs.
    let processes: ProcessList?
    /// The reason that the last configuration is not in force: HAProxy's message, or an obstacle.
    let complaint: String?
}
