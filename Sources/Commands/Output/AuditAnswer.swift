import Admin
import Model

/// The audit log as programs read it: `ballast audit --json`.
struct AuditAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The entries, the oldest first.
    let entries: [AuditEntry]
    /// The number of lines that can't be read.
    let damaged: Int

    /// Creates the answer for these entries.
    init(_ entries: [AuditEntry], damaged: Int) {
        self.entries = entries
        self.damaged = damaged
    }

    /// The lines for people.
    func lines() -> [String] {
        let rows = entries.map { entry in
            [
                timestamp(entry.time),
                entry.who.words + (entry.node.map { " on \($0.clean)" } ?? ""),
                entry.who.from.clean,
                entry.result.rawValue,
                entry.what.clean + (entry.why.map { ": \($0.clean)" } ?? "")
                    + (entry.omitted.map { " (and \($0) more before)" } ?? ""),
            ]
        }
        let table =
            rows.isEmpty
            ? ["the audit log has no such entry"]
            : columns([["TIME", "AUTHOR", "FROM", "RESULT", "ACTION"]] + rows)
        return table + (damaged == 0 ? [] : ["lines that can't be read: \(damaged)"])
    }

    /// The form of `--json`.
    static let shape = RecordShape(
        "audit", "The output of ballast audit with --json.",
        [
            .version(1),
            .required("entries", .list(.record(entry)), "The entries, the oldest first."),
            .required("damaged", .count, "The number of lines that can't be read."),
        ])

    private static let entry = RecordShape(
        "auditEntry", "An action.",
        [
            .required("time", .integer, "The time, in milliseconds since 1970."),
            .optional("node", .text, "The node of the action; absent: this one."),
            .optional(
                "number", .integer,
                "The number of the line in the log of its node, which ascends; absent: an earlier "
                    + "version has written it."),
            .required(
                "who",
                .record(
                    RecordShape(
                        "auditAuthor", "The author of an action.",
                        [
                            .required("name", .text, "The name; - if none was proven."),
                            .required(
                                "kind", .words(of: AuditEntry.Author.Identity.self),
                                "The meaning of the name: an account, a token, or a user of this "
                                    + "host."),
                            .required("from", .text, "The address of the client, or a host."),
                        ])), "The author."),
            .required("what", .text, "The action."),
            .optional("why", .text, "The reason, of the author or of a refusal."),
            .required("result", .words(of: AuditEntry.Result.self), "The result."),
            .optional(
                "omitted", .count,
                "Similar refusals before this one that are not in the log; absent: none."),
        ])
}

extension AuditEntry.Author {
    /// `anna`, `token deploy`, `root of this host`.
    fileprivate var words: String {
        switch kind {
        case .account: name.clean
        case .token: "token \(name.clean)"
        case .host: "\(name.clean) of this host"
        }
    }
}
