import Model

/// Checks that were made once, as programs read them: `ballast check --json`.
struct CheckAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The servers in the order of the document.
    let servers: [Server]

    /// The result of one server.
    struct Server: Encodable {
        let server: String
        let passed: Bool
        /// The result of the probe; nil: none was made.
        var result: CheckRecord.Result?
        /// The reason that no probe was made; nil: it was made.
        var unasked: String?
        /// The result in one line of text.
        var line: String

        private enum CodingKeys: CodingKey {
            case server, passed, result, unasked
        }
    }

    /// The form of `ballast check --json`.
    static let shape = RecordShape(
        "checks", "The output of ballast check --json.",
        [
            .version(1),
            .required(
                "servers", .list(.record(Server.shape)), "The servers in the document's order."),
        ])
}

extension CheckAnswer.Server {
    /// The form of the result.
    static let shape = RecordShape(
        "checkedServer", "The check of one server.",
        [
            .required("server", .text, "The server: \"web/web1\"."),
            .required("passed", .flag, "Whether the server counts as up by this check."),
            .optional(
                "result", .record(CheckRecord.Result.shape), "The result; absent: none was made."),
            .optional("unasked", .text, "Why no check was made."),
        ])
}
