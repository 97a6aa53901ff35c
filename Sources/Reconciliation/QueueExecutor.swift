import Dispatch

/// An executor with a queue of its own, so that blocking calls (netlink, files) do not block the
/// shared threads.
public final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// Creates an executor with this name.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs the job after all earlier ones.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
