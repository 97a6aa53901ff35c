import Admin

/// The permission to check servers, which one request has at a time.
actor CheckTurn {
    private var isTaken = false

    /// Runs checks.
    ///
    /// **Errors:** 503: another request makes checks.
    func use<Result: Sendable>(
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard !isTaken else {
            throw APIRefusal(503, "the checks of another request are being made")
                .with("retry-after", "3")
        }
        isTaken = true
        defer { isTaken = false }
        return try await work()
    }
}
