import Dispatch
import Foundation
import Synchronization
import Testing

/// Runs the tests of a suite on threads of their own, because they wait for processes without
/// giving way.
///
/// The threads that all other tests share are as few as the processors. A few tests that hold them
/// would stop all other tests, whose waits would then end in vain.
package struct OwnThreads: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    package func provideScope(
        for test: Test, testCase: Test.Case?,
        performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(WaitingThreads.shared) { try await body() }
    }
}

extension Trait where Self == OwnThreads {
    /// For suites whose tests wait for processes.
    package static var ownThreads: Self { OwnThreads() }
}

/// As many threads as jobs that run or wait at the same time.
private final class WaitingThreads: TaskExecutor {
    static let shared = WaitingThreads()

    private let work = Mutex(Work())
    private let wakes = DispatchSemaphore(value: 0)

    private struct Work {
        var jobs: [UnownedJob] = []
        /// The number of threads that wait for a job.
        var idle = 0
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isTaken = work.withLock { work in
            work.jobs.append(job)
            guard work.idle > 0 else { return false }
            work.idle -= 1
            return true
        }
        if isTaken {
            wakes.signal()
        } else {
            Thread.detachNewThread { self.serve() }
        }
    }

    private func serve() {
        while true {
            let job = work.withLock { work -> UnownedJob? in
                if work.jobs.isEmpty { work.idle += 1 }
                return work.jobs.isEmpty ? nil : work.jobs.removeFirst()
            }
            if let job {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else {
                wakes.wait()
            }
        }
    }
}
