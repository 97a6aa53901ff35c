import ArgumentParser
import Controller
import Files
import Glibc
import Model

/// `ballast backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write the document, the files that it names, and its history into an archive.",
        discussion: """
            The archive has the document, its certificates, keys, secrets, pages and lists, the \
            imported certificates and the history, with their modes and checksums. tar and \
            sha256sum read it. Only its owner can read it; --encrypt encrypts the keys, the \
            secrets and all other files that only their owner can read, and seals the archive: a \
            restore with the passphrase finds every change. FILE - is standard output.

            Programs and lists of authorities of the system are not in it, nor is the identity of \
            this node among the others: a new host joins them with a token.

            Exit status: 0 written; 1 nothing was written.
            """)

    @OptionGroup var options: StateOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Encrypt with a passphrase, asked for on the terminal.")
    var encrypt = false

    @Flag(
        help: """
            Write the archive without files that the document names and that are missing, or of a \
            document with a mistake.
            """)
    var allowMissing = false

    @Argument(help: "The archive, which is replaced; - is standard output.") var file: String

    func validate() throws {
        if output.json, file == "-" {
            throw ValidationError("--json and an archive on standard output exclude each other")
        }
    }

    func run() async throws {
        let document = await options.path()
        let isEncrypted = encrypt || passphrase.passphraseFile != nil
        try stopping {
            let secret = isEncrypted ? try passphrase.newSecret() : nil
            let source = BackupSource(
                document: document, state: options.state, program: BallastCommand.version)
            let mistake = try source.mistake()
            if let mistake, !allowMissing {
                throw HostFailure(
                    operation: "back up \(document)", reason: mistake,
                    remedy: "mend it, or make such a backup with --allow-missing")
            }
            let (backup, omissions) = try source.backup()
            if !allowMissing, let missing = omissions.first(where: \.isNeeded) {
                throw HostFailure(
                    operation: "back up \(missing.path)", reason: missing.reason,
                    remedy: "mend it, or leave such files out with --allow-missing")
            }
            let archive = try backup.archive(passphrase: secret)
            if file == "-" {
                return write(archive, to: 1)
            }
            if try writesStream(archive) { return }
            try requireOutside([options.state, options.daemon.runtime])
            try requireOther(than: backup.manifest)
            try writeAtomically(archive, to: file)
            let answer = BackupAnswer(
                backup, omissions, in: file, size: archive.count, isEncrypted: isEncrypted)
            try View(answer, printing: { print(answer, isEncrypted: isEncrypted) })
                .print(json: output.json)
            if !output.json, let mistake { standardError("note: \(document): \(mistake)") }
        }
    }

    /// Writes to a pipe or a device, as to standard output; false: the path is none.
    private func writesStream(_ archive: [UInt8]) throws(HostFailure) -> Bool {
        var facts = stat()
        guard stat(file, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG else { return false }
        func failure() -> HostFailure { HostFailure(operation: "write \(file)", .last) }
        let descriptor = open(file, O_WRONLY | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        try writeAll(archive, to: descriptor, failure: failure)
        return true
    }

    /// The archive must not replace a file of a running controller, which would lose its ledger or
    /// its lock by it.
    private func requireOutside(_ directories: [String]) throws(HostFailure) {
        let place = RealPath.ofMissing(PathName.absolute(file))
        for directory in directories {
            let own = RealPath.ofMissing(PathName.absolute(directory) + "/.")
            guard place.hasPrefix(own.dropLast()) else { continue }
            throw HostFailure(
                operation: "write the archive to \(file)",
                reason: "\(directory) has the files of the controller",
                remedy: "name a file of another directory")
        }
    }

    /// The archive must not replace a file that is in it.
    private func requireOther(than manifest: BackupManifest) throws(HostFailure) {
        var (own, other) = (stat(), stat())
        guard stat(file, &own) == 0 else { return }
        let directory = PathName.directory(of: manifest.document)
        for member in manifest.files {
            let path =
                switch member.place {
                case .document: manifest.document
                case .beside: directory + "/" + member.path
                case .outside: member.path
                case .state: options.state + "/" + member.path
                }
            let isSame =
                stat(path, &other) == 0 && other.st_ino == own.st_ino && other.st_dev == own.st_dev
            guard !isSame else {
                throw HostFailure(
                    operation: "write the archive to \(file)",
                    reason: "the archive has this file", remedy: "name another file")
            }
        }
    }

    private func print(_ answer: BackupAnswer, isEncrypted: Bool) {
        write(
            "\(file): \(counted(answer.files.count, "file")), \(answer.size) bytes, of "
                + "\(answer.document)\n", to: 1)
        for omission in answer.omitted {
            standardError("note: \(omission.path) is not in it: \(omission.reason)")
        }
        if !isEncrypted {
            standardError("note: keys and secrets in it are not encrypted; --encrypt encrypts them")
        }
    }
}
