import Dispatch

/// The thread that blocks for a master's calls.
final class ThreadExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "ballast.haproxy")

    /// Runs the job after the jobs before it.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
