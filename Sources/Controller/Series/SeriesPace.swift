/// The number of programs that draw at the same time: a picture takes a tenth of a second of a
/// processor.
actor SeriesPace {
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// The most programs.
    private static let limit = 2

    /// Performs work when it is its turn.
    func perform<Result: Sendable>(
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        if running == Self.limit {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            running += 1
        }
        defer {
            if waiting.isEmpty {
                running -= 1
            } else {
                waiting.removeFirst().resume()
            }
        }
        return try await work()
    }
}
