import Admin
import Model

/// A new token as programs read it: `ballast user token --json`.
struct TokenAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    let name: String
    let group: AccountGroup
    /// Milliseconds since 1970.
    let expires: Int64
    let token: String

    /// Creates the answer for a new token and its text.
    init(_ token: AccountToken, text: String) {
        name = token.name
        group = token.group
        expires = token.expires
        self.token = text
    }

    /// Prints the token on standard output, for scripts, and the rest on standard error.
    func print(json: Bool) throws {
        let note = "note: \(name), \(group), until \(timestamp(expires)); it is not shown again"
        try View(
            self,
            printing: {
                write(token + "\n", to: 1)
                standardError(note)
            }
        ).print(json: json)
    }

    /// The form of `--json`.
    static let shape = RecordShape(
        "token", "The output of ballast user token with --json.",
        [
            .version(1),
            .required("name", .text, "The name."),
            .required("group", .words(of: AccountGroup.self), "The rights."),
            .required(
                "expires", .integer, "The end of its validity, in milliseconds since 1970."),
            .required(
                "token", .matching("^ballast_[A-Za-z0-9_-]{43}$"),
                "The token, which is not kept."),
        ])
}
