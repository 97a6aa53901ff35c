import Admin

/// The permission to judge a text, which few requests have at a time: large documents cost time.
actor ReviewTurn {
    private var count = 0

    /// The most requests at a time.
    private static let limit = 4

    /// Judges a text.
    ///
    /// **Errors:** 503: too many texts are being judged.
    func use<Result: Sendable>(
        _ work: @Sendable () async throws(APIRefusal) -> Result
    ) async throws(APIRefusal) -> Result {
        guard count < Self.limit else {
            throw APIRefusal(503, "the documents of others are being checked")
                .with("retry-after", "1")
        }
        count += 1
        defer { count -= 1 }
        return try await work()
    }
}
