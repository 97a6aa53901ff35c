import ArgumentParser
import Certificates
import Glibc
import Proxies

/// The source of the password of an encrypted file.
struct PasswordOptions: ParsableArguments {
    @Option(
        help: "File whose first line is the password. Default: ask on the terminal.",
        completion: .file())
    var passwordFile: String?

    /// Returns the contents of a file, decrypted with the password if necessary.
    ///
    /// **Errors:** `HostFailure`, `CertificateFailure`; both name the file.
    func read(_ path: String) throws -> FileContents {
        let bytes = try readSecret(path)
        do {
            let secret = try passwordFile.map { try readSecret($0).firstLine }
            return try FileContents(bytes, password: secret)
        } catch let failure as CertificateFailure {
            guard failure.needsPassword else { throw Self.naming(path, failure) }
            guard let secret = askedSecret("Password of \(path): ") else {
                throw CertificateFailure(
                    "read \(path)", "it is encrypted and there is no password",
                    hint: "give it with --password-file")
            }
            do {
                return try FileContents(bytes, password: secret)
            } catch {
                throw Self.naming(path, error)
            }
        }
    }

    private static func naming(_ path: String, _ failure: CertificateFailure) -> CertificateFailure
    {
        CertificateFailure("read \(path)", failure.description, hint: failure.hint)
    }
}
