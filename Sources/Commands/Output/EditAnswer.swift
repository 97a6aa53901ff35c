import Model

/// The result of an edit of servers as programs read it: `ballast drain --json`, and the like.
struct EditAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The path of the document.
    let document: String
    /// Whether the edit changed the document, or would change it.
    let changed: Bool
    /// Whether nothing was written.
    let dryRun: Bool
    /// The servers of the edit.
    let servers: [Server]

    /// One server of the edit.
    struct Server: Encodable {
        let server: String
        /// The server's open sessions; nil: unknown.
        let sessions: Int?
        /// The effect on clients; nil: only the weight changed.
        let meaning: String?
    }

    /// The form of `--json` of the commands that edit servers.
    static let shape = RecordShape(
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
    static let shape = RecordShape(
        "editedServer", "A server of the edit.",
        [
            .required("server", .text, "The server: \"web/web1\"."),
            .optional("sessions", .count, "Its open sessions; absent: unknown."),
            .optional("meaning", .text, "The effect on clients; absent: the weight alone changes."),
        ])
}
