import Model

/// One action of an operator or a program, as a line of the audit log.
public struct AuditEntry: Sendable, Hashable, Codable {
    /// The time.
    ///
    /// **Unit:** milliseconds since 1970.
    public let time: Int64
    /// The author.
    public let who: Author
    /// The action: "drain web/web2".
    public let what: String
    /// The reason, by the author or of a refusal; nil: none was given.
    public let why: String?
    /// The result.
    public let result: Result
    /// The number of similar refusals before this one that are not in the log; nil: none.
    public let omitted: Int?
    /// The number of the line in the log of its node, which ascends; nil: none yet.
    public var number: Int64?
    /// The node of the action; nil: this one.
    public var node: String?

    /// The author of an action.
    public struct Author: Sendable, Hashable, Codable {
        /// The name of an account, a token or a user of the host.
        public let name: String
        /// The meaning of the name.
        public let kind: Identity
        /// The address of the client, as text; a host name for a user of the host.
        public let from: String

        /// The meaning of an author's name.
        public enum Identity: String, Sendable, Hashable, Codable, CaseIterable {
            /// An account.
            case account
            /// A token.
            case token
            /// A user of this host, by a command.
            case host
        }

        /// The name for an author who has proven none.
        ///
        /// A wrong name is not written: it can be a password that was typed into the wrong field.
        public static let unknown = "-"

        /// Creates an author.
        public init(_ name: String, _ kind: Identity, from: String) {
            self.name = AuditEntry.cleaned(name, 64)
            self.kind = kind
            self.from = AuditEntry.cleaned(from, 64)
        }
    }

    /// The result of an action.
    public enum Result: String, Sendable, Hashable, Codable, CaseIterable {
        /// It was done.
        case done
        /// It was not allowed, or was wrong.
        case refused
        /// It was allowed, and failed.
        case failed
    }

    /// Creates an entry; long texts are cut, and characters that a terminal interprets replaced.
    ///
    /// - Parameter time: milliseconds since 1970.
    public init(
        _ who: Author, _ what: String, why: String? = nil, result: Result = .done,
        omitted: Int? = nil, at time: Int64
    ) {
        self.time = time
        self.who = who
        self.what = Self.cleaned(what, 300)
        self.why = why.map { Self.cleaned($0, 200) }
        self.result = result
        self.omitted = omitted == 0 ? nil : omitted
    }

    private static func cleaned(_ text: String, _ limit: Int) -> String {
        // Bounded in bytes too: a character can have thousands of marks.
        String(decoding: text.utf8.prefix(2 * limit), as: UTF8.self).clean.prefix(limit).description
    }

    /// Whether it is a change of accounts or tokens that was made, and not of the author's own
    /// password, which each account can change again and again.
    ///
    /// Requests of the API and of pages begin with other words, so that no client can write one.
    var changesAccounts: Bool {
        result == .done && !isOwnPassword && Self.accountVerbs.contains { what.hasPrefix($0) }
    }

    /// Whether an account has changed its own password.
    var isOwnPassword: Bool {
        who.kind == .account && what == "set the password of \(who.name)"
    }

    private static let accountVerbs = [
        "add the account ", "give the account ", "set the password of ", "remove the account ",
        "make the token ", "revoke the token ", "make the first account",
    ]
}
