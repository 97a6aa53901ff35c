import Model

/// The limits of wrong tokens by address; right ones never wait.
struct TokenThrottle: Sendable {
    private var addresses = AttemptTable(free: 5, longest: 300)

    /// Returns the time until the next attempt with a wrong token counts; 0: it does now.
    ///
    /// **Unit:** seconds.
    func wait(from address: String, at now: Moment) -> Int {
        addresses.wait(SignInThrottle.place(address), at: now)
    }

    /// Counts a wrong token.
    mutating func fail(from address: String, at now: Moment) {
        addresses.begin(SignInThrottle.place(address), at: now)
    }
}
