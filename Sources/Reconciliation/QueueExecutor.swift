import Dispatch

/// Runs an actor's jobs on a queue of its own, so that calls which block (netlink, files) hold up
/// none of the threads that everything else shares.
public final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor whose thread has this name.
    public init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Runs the job after those before it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
