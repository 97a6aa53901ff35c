/// All accounts and tokens of a node.
///
/// **Shape:** names are unique among the accounts, and among the tokens.
public struct AccountBook: Sendable, Hashable {
    /// The accounts, ascending by name.
    public private(set) var users: [AccountUser] = []
    /// The tokens, ascending by name.
    public private(set) var tokens: [AccountToken] = []

    /// The most accounts.
    static let userLimit = 256
    /// The most tokens.
    static let tokenLimit = 1024

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
        users.append(user)
        users.sort { $0.name < $1.name }
    }

    /// Changes an account.
    ///
    /// - Parameter isForced: whether the last account of ``AccountGroup/configuration`` may lose
    ///   its rights.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    mutating func change(
        _ name: String, isForced: Bool = false, _ change: (inout AccountUser) -> Void
    ) throws(AccountRefusal) {
        guard let place = users.firstIndex(where: { $0.name == name }) else {
            throw .unknownUser(name)
        }
        var new = users[place]
        change(&new)
        let loses = users[place].group == .configuration && new.group != .configuration
        guard isForced || !loses || leaders > 1 else { throw .lastLeader(name) }
        users[place] = new
    }

    /// Removes an account.
    ///
    /// **Errors:** as ``change(_:isForced:_:)``.
    mutating func remove(_ name: String, isForced: Bool = false) throws(AccountRefusal) {
        try change(name, isForced: isForced) { $0.group = .report }
        users.removeAll { $0.name == name }
    }

    /// Adds a token; expired ones are removed.
    ///
    /// **Errors:** `AccountRefusal`; nothing is changed.
    mutating func add(_ token: AccountToken) throws(AccountRefusal) {
        guard AccountName.isValid(token.name) else { throw .badName(token.name) }
        let valid = tokens.filter { $0.isValid(at: token.created) }
        guard !valid.contains(where: { $0.name == token.name }) else {
            throw .takenToken(token.name)
        }
        guard valid.count < Self.tokenLimit else { throw .full("tokens", Self.tokenLimit) }
        tokens = (valid + [token]).sorted { $0.name < $1.name }
    }

    /// Removes a token.
    ///
    /// **Errors:** `AccountRefusal`: there is none of this name.
    mutating func revoke(_ name: String) throws(AccountRefusal) {
        guard tokens.contains(where: { $0.name == name }) else { throw .unknownToken(name) }
        tokens.removeAll { $0.name == name }
    }
}

extension AccountBook: Codable {
    private enum Key: CodingKey {
        case users, tokens
    }

    /// Decodes a book and checks its rules.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        users = try values.decode([AccountUser].self, forKey: .users)
        tokens = try values.decode([AccountToken].self, forKey: .tokens)
        func require(_ isGood: Bool, _ key: Key, _ reason: String) throws {
            guard !isGood else { return }
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values, debugDescription: reason)
        }
        try require(users.count <= Self.userLimit, .users, "too many accounts")
        try require(tokens.count <= Self.tokenLimit, .tokens, "too many tokens")
        try require(users.allSatisfy { AccountName.isValid($0.name) }, .users, "a wrong name")
        try require(tokens.allSatisfy { AccountName.isValid($0.name) }, .tokens, "a wrong name")
        try require(Set(users.map(\.name)).count == users.count, .users, "a name occurs twice")
        try require(Set(tokens.map(\.name)).count == tokens.count, .tokens, "a name occurs twice")
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
    }
}
