import Model

/// The result of an edit of servers as programs read it: `ballast drain --json`, and the like.
package struct EditAnswer: Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// The path of the document.
    package let document: String
    /// Whether the edit changed the document, or would change it.
    package let changed: Bool
    /// Whether nothing was written.
    package let dryRun: Bool
    /// The servers of the edit.
    package let servers: [Server]

    /// Creates an answer.
    package init(document: String, changed: Bool, dryRun: Bool, servers: [Server]) {
        self.document = document
        self.changed = changed
        self.dryRun = dryRun
        self.servers = servers
    }

    /// One server of the edit.
    package struct Server: Encodable {
        /// Its name: `web/web1`.
        package let server: String
        /// The server's open sessions; nil: unknown.
        package let sessions: Int?
        /// The effect on clients; nil: only the weight changed.
        package let meaning: String?

        /// Creates the answer for one server.
        package init(server: String, sessions: Int?, meaning: String?) {
            self.server = server
            self.sessions = sessions
            self.meaning = meaning
        }
    }

    /// The form of `--json` of the commands that edit servers.
    package static let shape = RecordShape(
        "edit", "The output of ballast drain, online, offline and weight with --json.",
        [
            .version(1),
            .required("document", .text, "The path of the document."),
            .required("changed", .flag, "Whether the edit changes the document."),
            .required("dryRun", .flag, "Whether nothing was written."),
            .required("servers", .list(.record(Server.shape)), "The servers of the edit."),
        ])
}

extension EditAnswer.Server {
    /// The form of the server.
    package static let shape = RecordShape(
        "editedServer", "A server of the edit.",
        [
            .required("server", .text, "The server: \"web/web1\"."),
            .optional("sessions", .count, "Its open sessions; absent: unknown."),
            .optional("meaning", .text, "The effect on clients; absent: the weight alone changes."),
        ])
}
