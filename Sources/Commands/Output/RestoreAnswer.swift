import Controller
import Model

/// The result of a restore as programs read it: `ballast restore --json`.
struct RestoreAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The path of the document.
    let document: String
    /// The host of the backup.
    let host: String
    /// The time of the backup.
    ///
    /// **Unit:** milliseconds since 1970.
    let time: Int64
    /// The files.
    let files: [File]
    /// Whether files were written, or would be.
    let changed: Bool
    /// Whether nothing was written.
    let dryRun: Bool

    /// A file of a restore.
    struct File: Encodable {
        let path: String
        let state: RestorePlan.State
        let mode: String
    }

    /// Creates the answer for a plan.
    init(_ plan: RestorePlan, dryRun: Bool) {
        document = plan.document
        host = plan.backup.manifest.host
        time = plan.backup.manifest.time
        files = plan.files.map {
            File(path: $0.path, state: $0.state, mode: "0" + String($0.mode, radix: 8))
        }
        changed = !plan.written.isEmpty
        self.dryRun = dryRun
    }

    /// The lines for people.
    func lines(_ layout: Layout) -> [String] {
        ["backup of \(host.clean), \(timestamp(time))"]
            + layout.table(
                [["FILE", "MODE", "STATE"]]
                    + files.map { [$0.path.clean, $0.mode, $0.state.rawValue] })
    }

    /// The form of `--json`.
    static let shape = RecordShape(
        "restore", "The output of ballast restore with --json.",
        [
            .version(1),
            .required("document", .text, "The path of the document."),
            .required("host", .text, "The host of the backup."),
            .required("time", .integer, "When it was made, in milliseconds since 1970."),
            .required("files", .list(.record(File.shape)), "The files, the document last."),
            .required("changed", .flag, "Whether the restore writes files."),
            .required("dryRun", .flag, "Whether nothing was written."),
        ])
}

extension RestoreAnswer.File {
    /// The form of a file.
    static let shape = RecordShape(
        "restoredFile", "A file of a backup on this host.",
        [
            .required("path", .text, "The path."),
            .required(
                "state", .words(of: RestorePlan.State.self),
                "new or changed: written; same: not written; kept: the host has its own history."),
            .required("mode", .text, "The permissions in octal digits."),
        ])
}
