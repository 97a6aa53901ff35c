/// Results that all requests of some time share: each is computed once.
///
/// A result is released after its time. A failure is not kept.
actor SharedResults<Key: Hashable & Sendable, Value: Sendable> {
    private var entries: [Key: Entry] = [:]
    private var next: UInt64 = 0
    private let lifetime: Duration
    private let limit: Int

    /// The divisor of the time for results that take long.
    private static var share: Int { 5 }

    private struct Entry {
        let number: UInt64
        let task: Task<Value, any Error>
    }

    /// Creates an empty store.
    ///
    /// - Parameters:
    ///   - lifetime: the time for which a result is kept.
    ///   - limit: the most results.
    init(for lifetime: Duration, limit: Int) {
        self.lifetime = lifetime
        self.limit = limit
    }

    /// Returns the result of a key.
    ///
    /// - Parameter make: computes it, unless it is kept or another request computes it now.
    func value(
        of key: Key, _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        if let entry = entries[key] { return try await entry.task.value }
        // Any results make room, because all are short-lived.
        if entries.count >= limit, let first = entries.keys.first { entries[first] = nil }
        next += 1
        let number = next
        let begin = ContinuousClock.now
        let task = Task { try await make() }
        entries[key] = Entry(number: number, task: task)
        do {
            let value = try await task.value
            // A result that costs much is shared for longer.
            let lifetime = max(lifetime, (ContinuousClock.now - begin) * Self.share)
            Task {
                // Never cancelled: the task has no owner.
                try? await Task.sleep(for: lifetime)
                self.remove(key, number)
            }
            return value
        } catch {
            remove(key, number)
            throw error
        }
    }

    private func remove(_ key: Key, _ number: UInt64) {
        if entries[key]?.number == number { entries[key] = nil }
    }
}
