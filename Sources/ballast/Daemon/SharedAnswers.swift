import NIOCore

/// Makes one large answer at a time, and gives it to everyone who asked before it was begun.
///
/// So any number of askers costs the memory and the time of two answers: the one that is being
/// made, and the next one.
actor SharedAnswers {
    private var running: Task<ByteBuffer?, any Error>?
    private var next: Task<ByteBuffer?, any Error>?
    /// The askers that wait for an answer.
    private(set) var askers = 0

    /// Returns an answer that is begun after this call.
    ///
    /// - Parameter make: makes it; nil: there is none.
    func answer(
        _ make: @escaping @Sendable () async throws -> ByteBuffer?
    ) async throws -> ByteBuffer? {
        askers += 1
        defer { askers -= 1 }
        if let next { return try await next.value }
        let before = running
        let task = Task {
            // Whatever became of the answer before, this one is made anew.
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

    /// The answer is left to those who asked for it.
    private func end() { running = nil }
}

/// An answer in its final form, as JSON.
struct EncodedAnswer: Sendable, Encodable {
    let body: ByteBuffer

    /// An encoded answer can't be a part of another.
    func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            body.readableBytes,
            .init(codingPath: encoder.codingPath, debugDescription: "it is encoded already"))
    }
}
