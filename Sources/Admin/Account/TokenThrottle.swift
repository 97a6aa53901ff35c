import Model

/// The limits of wrong tokens by address.
///
/// A wrong token must not shut other programs of its address out: an address at which a token was
/// right before is asked further, and only its wrong tokens wait.
struct TokenThrottle: Sendable {
    private var addresses = AttemptTable(free: 5, longest: 300)
    private var known: [String: Moment] = [:]

    /// The most addresses that are remembered.
    private static let knownLimit = 1024

    /// Returns the time until the next attempt with an unknown token counts; 0: it does now.
    ///
    /// **Unit:** seconds.
    func wait(from address: String, at now: Moment) -> Int {
        addresses.wait(SignInThrottle.place(address), at: now)
    }

    /// Whether a token was right at this address before.
    func isKnown(_ address: String) -> Bool { known[SignInThrottle.place(address)] != nil }

    /// Counts a wrong token.
    mutating func fail(from address: String, at now: Moment) {
        addresses.begin(SignInThrottle.place(address), at: now)
    }

    /// Remembers the address of a right token; its earlier wrong ones still count.
    mutating func succeed(from address: String, at now: Moment) {
        let place = SignInThrottle.place(address)
        known[place] = now
        guard known.count > Self.knownLimit else { return }
        if let oldest = known.min(by: { $0.value < $1.value }) { known[oldest.key] = nil }
    }
}
