import Model

/// Checks that were made once, as programs read them: `ballast check --json`, and the API.
package struct CheckAnswer: Sendable, Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// The servers in the order of the document.
    package let servers: [Server]

    /// Creates the answer for these servers.
    package init(servers: [Server]) {
        self.servers = servers
    }

    /// The result of one server.
    package struct Server: Sendable, Encodable {
        /// The name: `web/web1`.
        package let server: String
        /// Whether the server counts as up by this check.
        package let passed: Bool
        /// The result of the probe; nil: none was made.
        package var result: CheckRecord.Result?
        /// The reason that no probe was made; nil: it was made.
        package var unasked: String?
        /// The result in one line of text.
        package var line: String

        private enum CodingKeys: CodingKey {
            case server, passed, result, unasked
        }
    }

    /// The form of `ballast check --json`.
    package static let shape = RecordShape(
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
