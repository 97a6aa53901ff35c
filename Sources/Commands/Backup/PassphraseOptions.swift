import ArgumentParser
import Certificates
import Model
import Proxies

/// The source of the passphrase of a backup, which is never an argument.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File whose first line is the passphrase.", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    /// Returns the passphrase of an existing backup.
    ///
    /// **Errors:** `HostFailure`: the file can't be read, or there is none and no terminal.
    func secret(of backup: String) throws -> SecretBytes {
        if let secret = try fromFile { return secret }
        guard let secret = askedSecret("Passphrase of \(backup): ") else {
            throw HostFailure(
                operation: "use the backup \(backup)",
                reason: "it is encrypted and there is no passphrase",
                remedy: "give it with --passphrase-file")
        }
        return secret
    }

    /// Returns the passphrase of a new backup, which is asked for twice.
    ///
    /// **Errors:** as ``secret(of:)``, and two different answers.
    func newSecret() throws -> SecretBytes {
        if let secret = try fromFile { return secret }
        func failure(_ reason: String) -> HostFailure {
            HostFailure(
                operation: "encrypt the backup", reason: reason,
                remedy: "give the passphrase with --passphrase-file")
        }
        guard let secret = askedSecret("Passphrase: "), let again = askedSecret("Again: ") else {
            throw failure("there is no passphrase")
        }
        let isSame = secret.withBytes { first in
            again.withBytes { first.elementsEqual($0) }
        }
        guard isSame else { throw failure("the passphrases differ") }
        return secret
    }

    private var fromFile: SecretBytes? {
        get throws {
            guard let path = passphraseFile else { return nil }
            let secret = try readSecret(path).firstLine
            guard secret.count > 0 else {
                throw HostFailure(
                    operation: "read the passphrase in \(path)", reason: "its first line is empty")
            }
            return secret
        }
    }
}
