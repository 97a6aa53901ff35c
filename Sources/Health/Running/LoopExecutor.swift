import Dispatch

/// The thread that the loop of the checks waits on; nothing else runs there.
final class LoopExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "ballast.health", qos: .userInitiated)

    /// Runs the job after those before it.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
