import Glibc
import Model

/// Returns the findings on the secret files of a document, each at its key.
///
/// A file that only this user can't read is a warning, because `ballast run` runs as root.
func secretDiagnostics(of spec: Spec, in document: String) -> [Diagnostic] {
    spec.secrets.flatMap { path, secret -> [Diagnostic] in
        guard let file = secret.file else { return [] }
        switch SecretFiles.read(file, in: document) {
        case .success:
            return [exposure(of: SecretFiles.path(of: file, in: document), at: path)]
                .compactMap(\.self)
        case .failure(let refusal):
            return [refusal.diagnostic(at: path)]
        }
    }
}

/// Returns a warning if users other than root and the owner can read or write a secret file.
private func exposure(of file: String, at path: DocumentPath) -> Diagnostic? {
    var facts = stat()
    guard stat(file, &facts) == 0 else { return nil }
    // Every member of root's group could be root.
    let exposed = facts.st_mode & (facts.st_gid == 0 ? 0o006 : 0o066)
    guard exposed != 0 else { return nil }
    let verb = exposed & 0o022 == 0 ? "read" : exposed & 0o044 == 0 ? "write" : "read and write"
    return Diagnostic(
        .secretFileExposed, severity: .warning, at: path,
        "other users of this machine may \(verb) \(file), which has a secret",
        hint: "chmod 600 \(file)")
}

extension Spec {
    /// The secret files of the document.
    var secretFiles: Set<Secret.File> {
        // Most documents have none, and a list of all checks is long.
        hasSecretFile ? Set(secrets.compactMap(\.secret.file)) : []
    }

    /// Returns the document with the secrets of its files, for a command that runs once.
    package func withSecrets(in document: String) -> Spec {
        let files = secretFiles
        guard !files.isEmpty else { return self }
        var spec = self
        spec.fillSecrets { file in
            // An unusable file was already reported.
            try? SecretFiles.read(file, in: document).get()
        }
        return spec
    }
}
