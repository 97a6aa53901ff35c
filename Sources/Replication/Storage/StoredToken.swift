/// A token that was issued and not used yet.
struct StoredToken: Sendable, Hashable, Codable {
    /// The key of its proofs: see ``JoinToken/key``.
    var key: Digest
    /// The end of its validity.
    ///
    /// **Unit:** seconds since 1970.
    var expires: Int64

    /// The most tokens at once.
    static let limit = 16

    /// Whether the token is valid at this time, in seconds since 1970.
    ///
    /// One that was issued while the clock was ahead is not, beyond a correction by the lifetime.
    func isValid(at now: Int64) -> Bool {
        expires > now && expires <= now + 2 * JoinToken.lifetime
    }
}
