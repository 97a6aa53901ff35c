/// The merging of the accounts of two nodes, entry by entry.
///
/// Any order and number of merges has the same result. A removal takes away all that was made
/// before it, and of two changes of one value the later one counts.
extension AccountBook {
    /// Returns the accounts with the knowledge of another node.
    ///
    /// - Parameter now: milliseconds since 1970; tokens that have expired are left out.
    func merged(with other: AccountBook, at now: Int64) -> AccountBook {
        let removals = AccountRemoval.merged(removals, other.removals, at: now)
        var gone: [AccountRemoval.Kind: [String: Int64]] = [:]
        for removal in removals { gone[removal.kind, default: [:]][removal.name] = removal.time }
        var people: [String: AccountUser] = [:]
        for user in users + other.users {
            people[user.name] = people[user.name].map { $0.merged(with: user) } ?? user
        }
        var programs: [String: AccountToken] = [:]
        for token in tokens + other.tokens where token.isValid(at: now) {
            programs[token.name] = programs[token.name].map { $0.merged(with: token) } ?? token
        }
        let users = people.values.filter { user in
            gone[.account]?[user.name].map { user.created > $0 } ?? true
        }
        let tokens = programs.values.filter { token in
            gone[.token]?[token.name].map { token.created > $0 } ?? true
        }
        return AccountBook(
            users: Self.first(2 * Self.userLimit, of: users) { ($0.created, $0.name) },
            tokens: Self.first(2 * Self.tokenLimit, of: tokens) { ($0.created, $0.name) },
            removals: removals)
    }

    /// Returns the entries that are sent to other nodes: those that count now.
    func shared(at now: Int64) -> AccountBook { merged(with: AccountBook(), at: now) }

    /// The time until which ``shared(at:)`` is the same; nil: for ever.
    ///
    /// **Unit:** milliseconds since 1970.
    func sharedEnd(after now: Int64) -> Int64? {
        let ends = tokens.map(\.expires) + removals.compactMap(\.expires)
        return ends.filter { $0 > now }.min()
    }

    /// Returns the oldest entries, in an order that all nodes have.
    private static func first<Entry>(
        _ count: Int, of entries: [Entry], by order: (Entry) -> (Int64, String)
    ) -> [Entry] {
        guard entries.count > count else { return entries }
        return Array(entries.sorted { order($0) < order($1) }.prefix(count))
    }
}

/// The last time that an entry can have: the year 9999.
///
/// **Unit:** milliseconds since 1970.
private let lastTime: Int64 = 253_402_300_799_000

extension AccountUser {
    /// Whether its times are times.
    var hasPlausibleTimes: Bool {
        [created, changed, moved ?? created].allSatisfy { (0...lastTime).contains($0) }
    }

    /// The time of the last change of the group.
    private var movedTime: Int64 { moved ?? created }

    /// Returns the account with the knowledge of another node.
    func merged(with other: AccountUser) -> AccountUser {
        // Of two accounts of one name, the later one counts as a whole.
        guard created == other.created else { return created > other.created ? self : other }
        var result = self
        if (other.changed, other.hash.text) > (changed, hash.text) {
            (result.hash, result.changed) = (other.hash, other.changed)
        }
        if (other.movedTime, other.group) > (movedTime, group) {
            (result.group, result.moved) = (other.group, other.moved)
        }
        return result
    }

    /// Returns the account as one that was made after a removal of its name.
    func created(after removal: Int64?) -> AccountUser {
        guard let removal, created <= removal else { return self }
        return AccountUser(
            name: name, group: group, hash: hash, created: removal + 1,
            changed: max(changed, removal + 1))
    }

    /// Returns the account with times that are later than those of its former state, also where
    /// the clock is behind that of the node of the former change.
    func stamped(after former: AccountUser, at now: Int64) -> AccountUser {
        var result = self
        if hash != former.hash { result.changed = max(changed, former.changed + 1) }
        if group != former.group { result.moved = max(now, former.movedTime + 1) }
        return result
    }
}

extension AccountToken {
    /// Whether its times are times.
    var hasPlausibleTimes: Bool {
        (0...lastTime).contains(created) && (0...lastTime).contains(expires)
    }

    /// Returns the later one of two tokens of a name.
    func merged(with other: AccountToken) -> AccountToken {
        (created, digest) >= (other.created, other.digest) ? self : other
    }

    /// Returns the token as one that was made after a removal of its name.
    func created(after removal: Int64?) -> AccountToken {
        guard let removal, created <= removal else { return self }
        return AccountToken(
            name: name, group: group, digest: digest, created: removal + 1, expires: expires,
            creator: creator)
    }
}

extension AccountRemoval {
    /// Whether its times are times.
    var hasPlausibleTimes: Bool {
        (0...lastTime).contains(time) && (0...lastTime).contains(expires ?? 0)
    }
}
