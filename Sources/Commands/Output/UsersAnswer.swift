import Admin
import Model

/// The accounts as programs read them: `ballast user list --json`.
struct UsersAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The accounts, ascending by name.
    let users: [User]

    /// An account.
    struct User: Encodable {
        let name: String
        let group: AccountGroup
        /// Milliseconds since 1970.
        let created: Int64
        /// Milliseconds since 1970.
        let changed: Int64
    }

    /// Creates the answer for these accounts.
    init(_ users: [AccountUser]) {
        self.users = users.map {
            User(name: $0.name, group: $0.group, created: $0.created, changed: $0.changed)
        }
    }

    /// The lines for people.
    func lines(_ layout: Layout) -> [String] {
        guard !users.isEmpty else {
            return ["there is no account: \"ballast user add NAME --group conf\" adds one"]
        }
        return layout.table(
            [["NAME", "GROUP", "CREATED", "PASSWORD SINCE"]]
                + users.map { user in
                    [
                        user.name, "\(user.group)", layout.age(user.created) + " ago",
                        layout.age(user.changed),
                    ]
                })
    }

    /// The form of `--json`.
    static let shape = RecordShape(
        "users", "The output of ballast user list with --json.",
        [
            .version(1),
            .required(
                "users",
                .list(
                    .record(
                        RecordShape(
                            "user", "An account.",
                            [
                                .required("name", .text, "The name."),
                                .required("group", .words(of: AccountGroup.self), "The rights."),
                                .required(
                                    "created", .integer,
                                    "When it was made, in milliseconds since 1970."),
                                .required(
                                    "changed", .integer,
                                    "When its password was set, in milliseconds since 1970."),
                            ]))), "The accounts, by name."),
        ])
}
