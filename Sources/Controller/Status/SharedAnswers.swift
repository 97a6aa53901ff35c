import NIOCore

/// A large answer that concurrent requests share: one is computed at a time, for all requests that
/// arrived before it.
///
/// Any number of requests costs the memory and the time of two answers.
actor SharedAnswers {
    private var running: Task<ByteBuffer?, any Error>?
    private var next: Task<ByteBuffer?, any Error>?
    /// The number of pending requests.
    private(set) var askers = 0

    /// Returns an answer whose computation starts after this call.
    ///
    /// - Parameter make: computes it; nil: none.
    func answer(
        _ make: @escaping @Sendable () async throws -> ByteBuffer?
    ) async throws -> ByteBuffer? {
        askers += 1
        defer { askers -= 1 }
        if let next { return try await next.value }
        let before = running
        let task = Task {
            // The result of the previous answer does not matter.
            _ = await before?.result
            self.begin()
            let result: Result<ByteBuffer?, any Error>
            do { result = .success(try await make()) } catch { result = .failure(error) }
            self.end()
            return try result.get()
        }
        next = task
        return try await task.value
    }

    private func begin() {
        running = next
        next = nil
    }

    /// Releases the answer.
    private func end() { running = nil }
}
