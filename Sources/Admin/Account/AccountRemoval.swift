/// The removal of an account or a token, by which other nodes remove theirs.
///
/// All that was made until its time is removed; a later account or token of the name is another
/// one.
struct AccountRemoval: Sendable, Hashable, Codable {
    /// The kind of entry.
    let kind: Kind
    /// The name.
    let name: String
    /// The time.
    ///
    /// **Unit:** milliseconds since 1970.
    let time: Int64
    /// The end of the validity of a token, after which the removal has no use; nil: an account.
    ///
    /// **Unit:** milliseconds since 1970.
    var expires: Int64? = nil

    /// A kind of entry.
    enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case account, token
    }

    /// The most removals of each kind; the oldest one above it is forgotten.
    static let limit = 4096
    /// The time for which the removal of an expired token is kept: clocks differ.
    ///
    /// **Unit:** milliseconds.
    private static let grace: Int64 = 86_400_000

    /// Whether it is still needed.
    func isNeeded(at now: Int64) -> Bool { expires.map { now < $0 + Self.grace } ?? true }

    /// Returns the removals of two lists that are needed, ascending.
    static func merged(
        _ one: [AccountRemoval], _ other: [AccountRemoval], at now: Int64
    ) -> [AccountRemoval] {
        Kind.allCases.flatMap { kind in
            var latest: [String: AccountRemoval] = [:]
            for removal in one + other where removal.kind == kind && removal.isNeeded(at: now) {
                latest[removal.name] =
                    latest[removal.name].map { $0.merged(with: removal) }
                    ?? removal
            }
            // One order for all nodes.
            let newest = latest.values.sorted { ($0.time, $0.name) > ($1.time, $1.name) }
            return newest.prefix(limit).sorted()
        }
    }

    private func merged(with other: AccountRemoval) -> AccountRemoval {
        AccountRemoval(
            kind: kind, name: name, time: max(time, other.time),
            expires: [expires, other.expires].compactMap(\.self).max())
    }
}

extension AccountRemoval: Comparable {
    /// Compares by kind, then by name.
    static func < (left: AccountRemoval, right: AccountRemoval) -> Bool {
        (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
    }
}
