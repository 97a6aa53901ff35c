import Dispatch

/// The thread on which a master's calls block.
final class ThreadExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "ballast.haproxy")

    /// Runs the job after those before it.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
