import Model

/// The open sessions, by the digests of their secrets.
struct SessionTable: Sendable {
    /// A session.
    struct Entry: Sendable {
        /// The account.
        let name: String
        /// The hash of the password with which it began: another one ends it.
        let hash: PasswordHash
        /// The begin.
        let begun: Moment
        /// The last request.
        var used: Moment
    }

    private var entries: [String: Entry] = [:]

    /// The most sessions of an account; another one ends its oldest.
    static let userLimit = 16
    /// The most sessions; another one ends the oldest.
    static let limit = 1024

    /// The number of sessions, those that have expired and were not used since among them.
    var count: Int { entries.count }

    /// Begins a session.
    mutating func begin(_ digest: String, _ user: AccountUser, at now: Moment) {
        let own = entries.filter { $0.value.name == user.name }
        if own.count >= Self.userLimit { removeOldest(of: own) }
        if entries.count >= Self.limit { removeOldest(of: entries) }
        entries[digest] = Entry(name: user.name, hash: user.hash, begun: now, used: now)
    }

    /// Returns a session that has not expired; nil: there is none.
    ///
    /// - Parameter prolongs: whether the request is one of a person, and no poll of a page.
    mutating func use(
        _ digest: String, at now: Moment, _ settings: AccountSettings, prolongs: Bool
    ) -> Entry? {
        guard let entry = entries[digest] else { return nil }
        let idle = now.milliseconds - entry.used.milliseconds
        let age = now.milliseconds - entry.begun.milliseconds
        guard .milliseconds(idle) < settings.idle, .milliseconds(age) < settings.absolute else {
            entries[digest] = nil
            return nil
        }
        if prolongs { entries[digest]?.used = now }
        return entry
    }

    /// Ends a session, and returns its account; nil: there is none.
    @discardableResult
    mutating func end(_ digest: String) -> String? {
        entries.removeValue(forKey: digest)?.name
    }

    private mutating func removeOldest(of some: [String: Entry]) {
        if let oldest = some.min(by: { $0.value.used < $1.value.used }) {
            entries[oldest.key] = nil
        }
    }
}
