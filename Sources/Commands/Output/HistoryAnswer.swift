import Controller
import Model
import Replication

/// The history of the document as programs read it: `ballast history --json`.
struct HistoryAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The generations, the newest first.
    let generations: [Row]
    /// The numbers of damaged files, ascending.
    let damaged: [Int]

    /// A generation.
    struct Row: Encodable {
        let number: Int
        let time: Int64
        let document: String
        let author: ChangeAuthor
        let message: String?
        let result: Generation.State
        let steps: Int
        let failed: Int
        let unconfirmed: Bool
        let urgent: Bool
        let canary: String?
        /// Whether it is in force.
        let current: Bool
        let size: Int
        let digest: String
        let commit: GitCommit?
    }

    /// Creates the answer for these files.
    ///
    /// - Parameter numbers: the generations to show; nil: all.
    init(_ entries: [GenerationStore.Entry], only numbers: Set<Int>? = nil) {
        var generations: [Generation] = []
        var damaged: [Int] = []
        for entry in entries {
            switch entry {
            case .good(let generation): generations.append(generation)
            case .damaged(let number): damaged.append(number)
            }
        }
        let current = generations.last { $0.result.state != .reverted }?.number
        self.damaged = damaged
        self.generations = generations.reversed().filter {
            numbers?.contains($0.number) ?? true
        }.map { generation in
            Row(
                number: generation.number, time: generation.time, document: generation.path,
                author: generation.author, message: generation.message,
                result: generation.result.state, steps: generation.result.steps,
                failed: generation.result.failed, unconfirmed: generation.isUnconfirmed,
                urgent: generation.isUrgent == true, canary: generation.canary,
                current: generation.number == current, size: generation.size,
                digest: generation.digest.hex, commit: generation.commit)
        }
    }

    /// The lines for people.
    func lines(_ layout: Layout) -> [String] {
        var lines = layout.table(
            [["", "NUMBER", "TIME", "AUTHOR", "RESULT", "COMMIT", "MESSAGE"]]
                + generations.map { row in
                    [
                        row.current ? "*" : "", "\(row.number)", timestamp(row.time),
                        row.author.description, row.words,
                        row.commit.map { $0.short + ($0.isDirty ? " dirty" : "") } ?? "-",
                        row.message ?? "",
                    ]
                })
        if !damaged.isEmpty {
            lines.append("damaged: " + damaged.map { "\($0)" }.joined(separator: ", "))
        }
        return lines
    }

    /// The form of `--json`.
    static let shape = RecordShape(
        "history", "The output of ballast history with --json.",
        [
            .version(1),
            .required(
                "generations", .list(.record(Row.shape)), "The generations, the newest first."),
            .required("damaged", .list(.count), "The numbers of damaged files, ascending."),
        ])
}

extension HistoryAnswer.Row {
    /// `applied, 4 steps`, `failed: 1 step`, `reverted`, the end of a canary.
    fileprivate var words: String {
        let words =
            switch result {
            case .accepted: "accepted"
            case .applied:
                "applied, \(counted(steps, "step"))" + (canary.map { "; \($0)" } ?? "")
            case .failed: "failed: \(counted(failed, "step"))"
            case .reverted: canary ?? "reverted"
            }
        return words + (unconfirmed ? ", unconfirmed" : "") + (urgent ? ", --now" : "")
    }

    /// The form of a generation.
    static let shape = RecordShape(
        "generation", "A document that was in force.",
        [
            .required("number", .count, "Its number on this host, from 1."),
            .required("time", .integer, "When it was accepted, in milliseconds since 1970."),
            .required("document", .text, "The file."),
            .required(
                "author",
                .record(
                    RecordShape(
                        "author", "The origin of an edit.",
                        [
                            .required(
                                "kind", .words(of: ChangeAuthor.Kind.self),
                                "A command, another node, or a file that run has seen."),
                            .optional("user", .text, "The user of a command."),
                            .optional(
                                "host", .text, "The client of the user's session, or the node."),
                        ])), "The origin of the edit."),
            .optional("message", .text, "The reason that the author gave."),
            .required("result", .words(of: Generation.State.self), "The result."),
            .required("steps", .count, "Steps that were applied."),
            .required("failed", .count, "Steps that failed."),
            .required("unconfirmed", .flag, "Whether a confirmation is awaited."),
            .required(
                "urgent", .flag, "Whether the author demanded not to wait for a change window."),
            .optional(
                "canary", .text, "The end of its canary; absent: it had none, or it is running."),
            .required("current", .flag, "Whether it is in force."),
            .required("size", .count, "The size of the text in bytes."),
            .required("digest", .matching("^[0-9a-f]{64}$"), "The SHA-256 of the text."),
            .optional(
                "commit",
                .record(
                    RecordShape(
                        "commit", "A commit of git.",
                        [
                            .required("name", .text, "Its name."),
                            .required(
                                "isDirty", .flag,
                                "Whether tracked files differed from it."),
                        ])), "The commit that was checked out; absent: none."),
        ])
}
