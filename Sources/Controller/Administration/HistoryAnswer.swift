import Model
import Replication

/// The history of the document as programs read it: `ballast history --json`.
package struct HistoryAnswer: Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// The generations, the newest first.
    package let generations: [Row]
    /// The numbers of damaged files, ascending.
    package let damaged: [Int]

    /// A generation.
    package struct Row: Encodable {
        /// The number.
        package let number: Int
        /// Milliseconds since 1970.
        package let time: Int64
        /// The file.
        package let document: String
        /// The origin.
        package let author: ChangeAuthor
        /// The reason.
        package let message: String?
        /// The result.
        package let result: Generation.State
        /// The number of applied steps.
        package let steps: Int
        /// The number of failed steps.
        package let failed: Int
        /// Whether a confirmation is awaited.
        package let unconfirmed: Bool
        /// Whether it did not wait for a change window.
        package let urgent: Bool
        /// The end of its canary.
        package let canary: String?
        /// Whether it is in force.
        package let current: Bool
        /// The size of the text in bytes.
        package let size: Int
        /// The SHA-256 of the text.
        package let digest: String
        /// The commit that was checked out.
        package let commit: GitCommit?
    }

    /// Creates the answer for these files.
    ///
    /// - Parameters:
    ///   - numbers: the generations to show; nil: all.
    ///   - restored: the last generation that came from a backup: none of these is in force.
    package init(
        _ entries: [GenerationStore.Entry], only numbers: Set<Int>? = nil, restored: Int = 0
    ) {
        var generations: [Generation] = []
        var damaged: [Int] = []
        for entry in entries {
            switch entry {
            case .good(let generation): generations.append(generation)
            case .damaged(let number): damaged.append(number)
            }
        }
        let current = generations.last {
            $0.result.state != .reverted && $0.number > restored
        }?.number
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

    /// The form of `--json`.
    package static let shape = RecordShape(
        "history", "The output of ballast history with --json.",
        [
            .version(1),
            .required(
                "generations", .list(.record(Row.shape)), "The generations, the newest first."),
            .required("damaged", .list(.count), "The numbers of damaged files, ascending."),
        ])
}

extension HistoryAnswer.Row {
    /// The form of a generation.
    package static let shape = RecordShape(
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
                                "A command, the API, another node, or a file that run has seen."),
                            .optional("user", .text, "The user of a command, or the account."),
                            .optional(
                                "host", .text, "The client of the user's session, or the node."),
                        ])), "The origin of the edit."),
            .optional("message", .text, "The reason that the author gave."),
            .required("result", .words(of: Generation.State.self), "The result."),
            .required(
                "steps", .count,
                "Steps that were applied to the host; values for HAProxy are none."),
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

extension HistoryAnswer.Row {
    /// `applied, 4 steps`, `failed: 1 step`, `reverted`, the end of a canary.
    package var words: String {
        let words =
            switch result {
            case .accepted: canary ?? "accepted"
            case .applied:
                // HAProxy's values are no steps on the host.
                canary ?? (steps == 0 ? "applied" : "applied, \(counted(steps, "step"))")
            case .failed: "failed: \(counted(failed, "step"))"
            case .reverted: canary ?? "reverted"
            }
        return words + (unconfirmed ? ", unconfirmed" : "") + (urgent ? ", --now" : "")
    }
}
