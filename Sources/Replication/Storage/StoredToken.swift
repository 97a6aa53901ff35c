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
}
