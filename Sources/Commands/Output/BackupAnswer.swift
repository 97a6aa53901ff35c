import Controller
import Model

/// The result of a backup as programs read it: `ballast backup --json`.
struct BackupAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The archive.
    let file: String
    /// The path of the document.
    let document: String
    /// The size of the archive.
    ///
    /// **Unit:** bytes.
    let size: Int
    /// The files in it.
    let files: [File]
    /// The files that are not in it.
    let omitted: [Omission]

    /// A file in a backup.
    struct File: Encodable {
        let name: String
        let mode: String
        let size: Int
        let encrypted: Bool
    }

    /// A file that is not in a backup.
    struct Omission: Encodable {
        let path: String
        let reason: String
    }

    /// Creates the answer for a backup.
    ///
    /// - Parameter isEncrypted: whether there is a passphrase.
    init(
        _ backup: Backup, _ omitted: [BackupSource.Omission], in file: String, size: Int,
        isEncrypted: Bool
    ) {
        self.file = file
        self.size = size
        document = backup.manifest.document
        files = backup.manifest.files.map {
            File(
                name: $0.name, mode: "0" + String($0.mode, radix: 8), size: $0.size,
                encrypted: isEncrypted && $0.isEncrypted)
        }
        self.omitted = omitted.map { Omission(path: $0.path, reason: $0.reason) }
    }

    /// The form of `--json`.
    static let shape = RecordShape(
        "backup", "The output of ballast backup with --json.",
        [
            .version(1),
            .required("file", .text, "The archive."),
            .required("document", .text, "The path of the document."),
            .required("size", .count, "The size of the archive in bytes."),
            .required("files", .list(.record(File.shape)), "The files in it."),
            .required(
                "omitted", .list(.record(Omission.shape)),
                "Files that the document names and that are not in it."),
        ])
}

extension BackupAnswer.File {
    /// The form of a file.
    static let shape = RecordShape(
        "backupFile", "A file in a backup.",
        [
            .required("name", .text, "The name in the archive."),
            .required("mode", .text, "The permissions in octal digits."),
            .required("size", .count, "The size in bytes."),
            .required("encrypted", .flag, "Whether it is encrypted."),
        ])
}

extension BackupAnswer.Omission {
    /// The form of a file that is not in a backup.
    static let shape = RecordShape(
        "omittedFile", "A file that is not in a backup.",
        [
            .required("path", .text, "The path."),
            .required("reason", .text, "The reason."),
        ])
}
