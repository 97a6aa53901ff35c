import Files
import Glibc
import Model
import Proxies

/// Returns the programs and files of a document that Ballast refuses, because an untrusted user
/// could change them.
///
/// Missing and unreadable files of proxies are skipped: HAProxy names them.
func untrustedFiles(of spec: Spec, in document: String) -> [Diagnostic] {
    let programs = spec.programs.compactMap { file -> Diagnostic? in
        let program = file.name
        return TrustedProgram(path: program).refusal.flatMap { refusal in
            if case .system(let number) = refusal.reason, number != ENOENT { return nil }
            return Diagnostic(
                .programUntrusted, severity: .warning, at: file.place,
                "\(program) is not run: \(refusal.reason)", hint: refusal.remedy)
        }
    }
    let places = spec.proxyFilePlaces + spec.tableFilePlaces
    let files = places.compactMap { path, name -> Diagnostic? in
        let file = PathName.path(of: name, in: PathName.directory(of: document))
        guard case .failure(let refusal) = ProxyFiles.read(file, in: document) else {
            return nil
        }
        if case .system = refusal.reason { return nil }
        return Diagnostic(.proxyFileUntrusted, at: path, "\(refusal)", hint: refusal.remedy)
    }
    return programs + unusableChecks(of: spec) + files
}

/// Returns the missing users that run programs of checks, and the missing authorities of checks.
private func unusableChecks(of spec: Spec) -> [Diagnostic] {
    var found: [Diagnostic] = []
    spec.visitChecks { check, place in
        if let program = check.command, let user = check.user, UserAccount(name: user) == nil {
            found.append(
                Diagnostic(
                    .programUntrusted, severity: .warning, at: place.path.key("user"),
                    "\(program) is not run: there is no user \(user)",
                    hint: "name a user of this machine"))
        }
        guard place.isOfService, let file = check.tls?.authority else { return }
        if access(file, F_OK) != 0, errno == ENOENT {
            found.append(
                Diagnostic(
                    .checkFile, severity: .warning, at: place.path.key("tls").key("ca"),
                    "cannot read \(file): \(SystemError(ENOENT)); the check has no result"))
        }
    }
    return found
}

/// Returns a warning if every user can read a document with passwords.
func exposure(of spec: Spec, in document: String) -> [Diagnostic] {
    var facts = stat()
    guard spec.hasSecrets, stat(document, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
        facts.st_mode & 0o004 != 0
    else { return [] }
    return [
        Diagnostic(
            .documentExposed, severity: .warning, at: DocumentPath(),
            "it has passwords, and every user of this machine may read it",
            hint: "chmod o-r \(document), or name files that have them: `passwordFile`")
    ]
}

extension Spec {
    /// Whether the document itself has a password or a shared secret.
    fileprivate var hasSecrets: Bool { secrets.contains { $0.secret.file == nil } }
}
