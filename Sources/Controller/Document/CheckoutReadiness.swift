/// A test of whether git is replacing the files of a document, which belong together only
/// afterwards.
struct CheckoutReadiness {
    private var since: ContinuousClock.Instant?

    /// The time after which a lock counts as left by a git that has ended.
    private static let limit = Duration.seconds(30)

    /// Whether to wait for the checkout that contains this document.
    mutating func awaits(_ document: String, now: ContinuousClock.Instant = .now) -> Bool {
        guard GitWorkTree(of: document)?.isBeingChanged == true else {
            since = nil
            return false
        }
        let begin = since ?? now
        since = begin
        return now - begin < Self.limit
    }
}
