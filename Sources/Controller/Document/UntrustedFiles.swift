import Files
import Glibc
import Model
import Proxies

/// Returns the programs and files of a document that Ballast refuses, because an untrusted user
/// could change them.
///
/// Missing or unreadable files are skipped: the document may be for another machine. Only a missing
/// command of the notifications is named, because nothing else shows that it is never run.
func untrustedFiles(of spec: Spec, in document: String) -> [Diagnostic] {
    spec.programs.compactMap { file in
        let program = file.name
        return TrustedProgram(path: program).refusal.flatMap { refusal in
            if case .system(let number) = refusal.reason {
                guard number == ENOENT, program == spec.notifications?.command?.path else {
                    return nil
                }
            }
            return Diagnostic(
                .programUntrusted, severity: .warning, at: file.place,
                "\(program) is not run: \(refusal.reason)", hint: refusal.remedy)
        }
    }
        + (spec.proxyFilePlaces + spec.tableFilePlaces).compactMap { path, name in
            let file = PathName.path(of: name, in: PathName.directory(of: document))
            guard case .failure(let refusal) = ProxyFiles.read(file, in: document) else {
                return nil
            }
            if case .system = refusal.reason { return nil }
            return Diagnostic(
                .proxyFileUntrusted, at: path, "\(refusal)", hint: refusal.remedy)
        }
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
