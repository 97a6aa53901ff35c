/// All accounts and tokens of a node, and the removals of others.
///
/// **Shape:** names are unique among the accounts, and among the tokens.
public struct AccountBook: Sendable, Hashable {
    /// The accounts, ascending by name.
    public private(set) var users: [AccountUser] = []
    /// The tokens, ascending by name.
    public private(set) var tokens: [AccountToken] = []
    /// The removals, ascending by kind and name, which other nodes need.
    private(set) var removals: [AccountRemoval] = []

    /// The removals of accounts.
    var accountRemovals: [AccountRemoval] { removals.filter { $0.kind == .account } }

    /// The most accounts.
    static let userLimit = 256
    /// The most tokens.
    static let tokenLimit = 1024

    /// Creates a book without accounts.
    public init() {}

    /// Creates a book with these parts, which other books had.
    init(users: [AccountUser], tokens: [AccountToken], removals: [AccountRemoval]) {
        self.users = users.sorted { $0.name < $1.name }
        self.tokens = tokens.sorted { $0.name < $1.name }
        self.removals = removals.sorted()
    }

    /// Returns the account of a name; nil: there is none.
    public func user(_ name: String) -> AccountUser? { users.first { $0.name == name } }

    /// Returns the token of a secret's digest; nil: there is none.
    func token(digest: String) -> AccountToken? { tokens.first { $0.digest == digest } }

    /// The number of accounts that can do everything.
    private var leaders: Int { users.count { $0.group == .configuration } }

    /// Adds an account.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    mutating func add(_ user: AccountUser) throws(AccountRefusal) {
        guard AccountName.isValid(user.name) else { throw .badName(user.name) }
        guard self.user(user.name) == nil else { throw .takenName(user.name) }
        guard users.count < Self.userLimit else { throw .full("accounts", Self.userLimit) }
        users.append(user.created(after: removal(of: user.name, .account)))
        users.sort { $0.name < $1.name }
    }

    /// Changes an account.
    ///
    /// - Parameters:
    ///   - isForced: whether the last account of ``AccountGroup/configuration`` may lose its
    ///     rights.
    ///   - now: milliseconds since 1970.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    mutating func change(
        _ name: String, isForced: Bool = false, at now: Int64,
        _ change: (inout AccountUser) -> Void
    ) throws(AccountRefusal) {
        guard let place = users.firstIndex(where: { $0.name == name }) else {
            throw .unknownUser(name)
        }
        var new = users[place]
        change(&new)
        let loses = users[place].group == .configuration && new.group != .configuration
        guard isForced || !loses || leaders > 1 else { throw .lastLeader(name) }
        users[place] = new.stamped(after: users[place], at: now)
    }

    /// Removes an account.
    ///
    /// **Errors:** as ``change(_:isForced:at:_:)``.
    mutating func remove(
        _ name: String, isForced: Bool = false, at now: Int64
    ) throws(AccountRefusal) {
        try change(name, isForced: isForced, at: now) { $0.group = .report }
        let time = max(now, user(name)?.created ?? now)
        users.removeAll { $0.name == name }
        note(AccountRemoval(kind: .account, name: name, time: time), at: now)
    }

    /// Adds a token, and returns it as it is kept; expired ones are removed.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    @discardableResult
    mutating func add(_ new: AccountToken) throws(AccountRefusal) -> AccountToken {
        let token = new.created(after: removal(of: new.name, .token))
        guard AccountName.isValid(token.name) else { throw .badName(token.name) }
        let valid = tokens.filter { $0.isValid(at: token.created) }
        guard !valid.contains(where: { $0.name == token.name }) else {
            throw .takenToken(token.name)
        }
        guard valid.count < Self.tokenLimit else { throw .full("tokens", Self.tokenLimit) }
        tokens = (valid + [token]).sorted { $0.name < $1.name }
        return token
    }

    /// Removes a token.
    ///
    /// **Errors:** `AccountRefusal`: there is none of this name.
    mutating func revoke(_ name: String, at now: Int64) throws(AccountRefusal) {
        guard let token = tokens.first(where: { $0.name == name }) else {
            throw .unknownToken(name)
        }
        tokens.removeAll { $0.name == name }
        note(
            AccountRemoval(
                kind: .token, name: name, time: max(now, token.created), expires: token.expires),
            at: now)
    }

    private mutating func note(_ removal: AccountRemoval, at now: Int64) {
        removals = AccountRemoval.merged(removals, [removal], at: now)
    }

    /// The time of the removal of a name; nil: none is known.
    private func removal(of name: String, _ kind: AccountRemoval.Kind) -> Int64? {
        removals.first { $0.kind == kind && $0.name == name }?.time
    }
}

extension AccountBook: Codable {
    private enum Key: CodingKey {
        case users, tokens, removals
    }

    /// Decodes a book and checks its rules.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        users = try values.decode([AccountUser].self, forKey: .users)
        tokens = try values.decode([AccountToken].self, forKey: .tokens)
        // An earlier program's file has none.
        removals = try values.decodeIfPresent([AccountRemoval].self, forKey: .removals) ?? []
        func require(_ isGood: Bool, _ key: Key, _ reason: String) throws {
            guard !isGood else { return }
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values, debugDescription: reason)
        }
        func requireNames(_ names: [String], _ key: Key, _ limit: Int) throws {
            try require(names.count <= limit, key, "too many entries")
            try require(names.allSatisfy(AccountName.isValid), key, "a wrong name")
            try require(Set(names).count == names.count, key, "a name occurs twice")
        }
        // A merge can have more than one node may add.
        try requireNames(users.map(\.name), .users, 2 * Self.userLimit)
        try requireNames(tokens.map(\.name), .tokens, 2 * Self.tokenLimit)
        for kind in AccountRemoval.Kind.allCases {
            try requireNames(
                removals.filter { $0.kind == kind }.map(\.name), .removals, AccountRemoval.limit)
        }
        try require(users.allSatisfy(\.hasPlausibleTimes), .users, "a wrong time")
        try require(tokens.allSatisfy(\.hasPlausibleTimes), .tokens, "a wrong time")
        try require(removals.allSatisfy(\.hasPlausibleTimes), .removals, "a wrong time")
        try require(
            tokens.allSatisfy { token in
                token.digest.utf8.count == 64
                    && token.digest.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
            }, .tokens, "a wrong digest")
    }

    /// Encodes the book.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(users, forKey: .users)
        try values.encode(tokens, forKey: .tokens)
        if !removals.isEmpty { try values.encode(removals, forKey: .removals) }
    }
}
