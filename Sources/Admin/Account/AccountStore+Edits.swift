import Files
import Model

extension AccountStore {
    /// The longest validity of a token.
    public static let longestToken = Duration.seconds(3650 * 86_400)

    /// Adds an account.
    ///
    /// - Parameters:
    ///   - hash: that of a password which ``PasswordRule`` accepts.
    ///   - isFirst: whether it is refused where an account exists.
    ///   - now: milliseconds since 1970.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func add(
        _ name: String, _ group: AccountGroup, _ hash: PasswordHash, isFirst: Bool = false,
        now: Int64
    ) throws(AccountRefusal) {
        try change { book throws(AccountRefusal) in
            guard !isFirst || book.users.isEmpty else { throw .setup }
            try book.add(
                AccountUser(name: name, group: group, hash: hash, created: now, changed: now))
        }
    }

    /// Gives an account other rights.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func move(
        _ name: String, to group: AccountGroup, isForced: Bool = false, now: Int64 = wallClock()
    ) throws(AccountRefusal) {
        try change { book throws(AccountRefusal) in
            try book.change(name, isForced: isForced, at: now) { $0.group = group }
        }
    }

    /// Replaces the password of an account, which ends its sessions.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func setHash(
        _ hash: PasswordHash, of name: String, now: Int64
    ) throws(AccountRefusal) {
        try change { book throws(AccountRefusal) in
            try book.change(name, at: now) {
                $0.hash = hash
                $0.changed = now
            }
        }
    }

    /// Removes an account, which ends its sessions.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func remove(
        _ name: String, isForced: Bool = false, now: Int64 = wallClock()
    ) throws(AccountRefusal) {
        try change { book throws(AccountRefusal) in
            try book.remove(name, isForced: isForced, at: now)
        }
    }

    /// Makes a token; its text is returned once and not kept.
    ///
    /// - Parameters:
    ///   - lifetime: one minute to ``longestToken``.
    ///   - creator: the author.
    ///   - now: milliseconds since 1970.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func issue(
        _ name: String, _ group: AccountGroup, lifetime: Duration, by creator: String, now: Int64
    ) throws(AccountRefusal) -> (token: AccountToken, text: String) {
        guard (.seconds(60)...Self.longestToken).contains(lifetime) else { throw .lifetime }
        let secret = AccountSecret()
        let token = AccountToken(
            name: name, group: group, digest: secret.digest, created: now,
            expires: now + lifetime.wholeMilliseconds, creator: creator)
        let kept = try change { book throws(AccountRefusal) in try book.add(token) }
        return (kept, AccountSecret.tokenPrefix + secret.text)
    }

    /// Ends the validity of a token.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    public func revoke(_ name: String, now: Int64 = wallClock()) throws(AccountRefusal) {
        try change { book throws(AccountRefusal) in try book.revoke(name, at: now) }
    }

    /// Merges the accounts of another node; returns whether any entry here has changed.
    ///
    /// - Parameter now: milliseconds since 1970.
    ///
    /// **Errors:** `AccountRefusal.file`; nothing is changed.
    func merge(_ other: AccountBook, now: Int64) throws(AccountRefusal) -> Bool {
        try change { book throws(AccountRefusal) in
            let former = book
            // Expired tokens of this node alone stay until another one is made.
            let merged = book.merged(with: other, at: now)
            guard merged != book.shared(at: now) else { return false }
            book = merged
            return book != former
        }
    }
}
