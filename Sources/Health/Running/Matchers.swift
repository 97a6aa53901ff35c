import Dispatch

/// The threads for regular expressions, and the replies that wait for one.
struct Matchers {
    /// The replies; at most one per attempt.
    private var waiting: [ProbeRunner.Comparison] = []
    /// The idle threads.
    ///
    /// Serial queues, because each has its own thread. A concurrent queue would use the threads of
    /// Swift's tasks and block them.
    private var idle: [DispatchQueue]

    init(limit: Int) {
        idle = (0..<max(limit, 1)).map { DispatchQueue(label: "ballast.match.\($0)") }
    }

    /// Number of idle threads.
    var idleCount: Int { idle.count }

    mutating func append(_ comparison: ProbeRunner.Comparison) { waiting.append(comparison) }

    /// Returns the next reply and a thread for it; nil: no reply waits, or no thread is idle.
    ///
    /// - Parameter isWanted: false for the reply of an attempt that has ended, which is dropped.
    mutating func next(
        where isWanted: (ProbeRunner.Comparison) -> Bool
    ) -> (comparison: ProbeRunner.Comparison, thread: DispatchQueue)? {
        while let thread = idle.last, !waiting.isEmpty {
            let next = waiting.removeFirst()
            guard isWanted(next) else { continue }
            idle.removeLast()
            return (next, thread)
        }
        return nil
    }

    /// Returns a thread to the idle ones.
    mutating func release(_ thread: DispatchQueue) { idle.append(thread) }
}
