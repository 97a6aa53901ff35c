import Admin
import Model

/// The tokens as programs read them: `ballast user tokens --json`.
struct TokensAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The tokens, ascending by name.
    let tokens: [Token]

    /// A token without its secret.
    struct Token: Encodable {
        let name: String
        let group: AccountGroup
        /// Milliseconds since 1970.
        let created: Int64
        /// Milliseconds since 1970.
        let expires: Int64
        let expired: Bool
        let creator: String
    }

    /// Creates the answer for these tokens.
    ///
    /// - Parameter now: milliseconds since 1970.
    init(_ tokens: [AccountToken], at now: Int64) {
        self.tokens = tokens.map {
            Token(
                name: $0.name, group: $0.group, created: $0.created, expires: $0.expires,
                expired: !$0.isValid(at: now), creator: $0.creator)
        }
    }

    /// The lines for people.
    func lines(_ layout: Layout) -> [String] {
        guard !tokens.isEmpty else {
            return ["there is no token: \"ballast user token NAME --group report\" makes one"]
        }
        return layout.table(
            [["NAME", "GROUP", "CREATED", "BY", "EXPIRES"]]
                + tokens.map { token in
                    [
                        token.name, "\(token.group)", layout.age(token.created) + " ago",
                        token.creator.clean,
                        token.expired
                            ? "expired"
                            : "in " + Duration.milliseconds(token.expires - layout.now).words,
                    ]
                })
    }

    /// The form of `--json`.
    static let shape = RecordShape(
        "tokens", "The output of ballast user tokens with --json.",
        [
            .version(1),
            .required(
                "tokens",
                .list(
                    .record(
                        RecordShape(
                            "apiToken", "A token.",
                            [
                                .required("name", .text, "The name."),
                                .required("group", .words(of: AccountGroup.self), "The rights."),
                                .required(
                                    "created", .integer,
                                    "When it was made, in milliseconds since 1970."),
                                .required(
                                    "expires", .integer,
                                    "The end of its validity, in milliseconds since 1970."),
                                .required("expired", .flag, "Whether it is no longer valid."),
                                .required("creator", .text, "The author of the token."),
                            ]))), "The tokens, by name."),
        ])
}
