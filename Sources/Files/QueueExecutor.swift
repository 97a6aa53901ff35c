import Dispatch

/// The executor of an actor whose calls block (files, sockets, netlink): it has a queue of its own,
/// so that no shared thread waits.
public final class QueueExecutor: SerialExecutor {
    /// The queue of the jobs, for sources whose handlers must not run beside them.
    public let queue: DispatchQueue

    /// Creates an executor with this name.
    ///
    /// - Parameter qos: the pool of threads; a queue that always waits needs one of its own.
    public init(label: String, qos: DispatchQoS = .unspecified) {
        queue = DispatchQueue(label: label, qos: qos)
    }

    /// Runs the job after all earlier ones.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
