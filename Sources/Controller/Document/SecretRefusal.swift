import Files
import Glibc
import Model

/// The reason that a secret file is unusable.
struct SecretRefusal: Error, Hashable {
    /// The file.
    let path: String
    /// The reason in words, which never quote the file.
    let reason: String
    /// The remedy.
    let hint: String
    /// Whether root, the user of `ballast run`, can probably read it.
    var isForbidden = false

    init(path: String, reason: String, hint: String? = nil) {
        self.path = path
        self.reason = reason
        self.hint = hint ?? "write the secret into its first line, and `chmod 600 \(path)`"
    }

    init(_ refusal: FileRefusal) {
        var hint = refusal.remedy
        if refusal.reason == .notRegular { hint = "name a regular file" }
        if refusal.reason == .system(EACCES) {
            hint = "run it as root, as which `ballast run` reads the file"
        }
        self.init(path: refusal.path, reason: "\(refusal.reason)", hint: hint)
        isForbidden = refusal.reason == .system(EACCES) && geteuid() != 0
    }
}

extension SecretRefusal {
    /// Returns the refusal at the key that names the file.
    func diagnostic(at path: DocumentPath) -> Diagnostic {
        Diagnostic(
            .secretFile, severity: isForbidden ? .warning : .error, at: path,
            "cannot read the secret in \(self.path): \(reason)", hint: hint)
    }
}

extension SecretRefusal {
    /// Returns the refusal for a status.
    ///
    /// - Parameters:
    ///   - isHeld: whether the last secret is still in use.
    ///   - users: the parts of the document that need it.
    func failure(isHeld: Bool, _ users: Set<SecretUser>) -> HostFailure {
        let effects = SecretUser.allCases.filter(users.contains).map(\.effect)
        return HostFailure(
            operation: "read the secret in \(path)", reason: reason,
            remedy: isHeld
                ? "the one that was read last stays in use; \(hint)"
                : "until it can be read, \(effects.joined(separator: ", ")); \(hint)")
    }
}

extension Spec {
    /// Returns the parts of the document that need the secret in a file.
    func users(of file: Secret.File) -> Set<SecretUser> {
        Set(
            secrets.filter { $0.secret.file == file }.map { path, _ in
                switch path.parts.first {
                case .key("cluster"): .failover
                case .key("notifications"): .mail
                case .key("admin"): .page
                default: .checks
                }
            })
    }
}
