import Dispatch

/// The thread on which the loop of the checks waits; no other work runs on it.
final class LoopExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "ballast.health", qos: .userInitiated)

    /// Runs the job after all earlier ones.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
