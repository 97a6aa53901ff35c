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
    spec.programs.compactMap { path, program in
        TrustedProgram(path: program).refusal.flatMap { refusal in
            if case .system(let number) = refusal.reason {
                guard number == ENOENT, program == spec.notifications?.command?.path else {
                    return nil
                }
            }
            return Diagnostic(
                .programUntrusted, severity: .warning, at: path,
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

extension Spec {
    /// The programs that the document runs, with their places.
    fileprivate var programs: [(path: DocumentPath, program: String)] {
        var programs = checks.compactMap { path, check in
            check.command.map { (path: path.key("command"), program: $0) }
        }
        for (index, track) in (cluster?.failover?.tracks ?? []).enumerated() {
            guard case .script(let command, _, _) = track.condition,
                let program = command.split(separator: " ").first
            else { continue }
            let path = DocumentPath([
                .key("cluster"), .key("failover"), .key("track"), .index(index), .key("script"),
            ])
            programs.append((path, String(program)))
        }
        if let command = notifications?.command {
            let path = DocumentPath([.key("notifications"), .key("command")])
            programs.append((path, command.path))
        }
        return programs
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
