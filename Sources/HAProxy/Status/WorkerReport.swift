import Model

/// HAProxy at one moment: the values of its current worker, and its processes.
public struct WorkerReport: Sendable {
    /// The values of the current worker; nil: no worker answers, or none was asked.
    public let look: WorkerLook?
    /// The processes.
    public let workers: WorkersStatus
    /// Whether a worker was asked.
    let hasLook: Bool
}
