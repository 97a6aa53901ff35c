import Files
import Model

/// The programs and files of a document that Ballast refuses, because an untrusted user could
/// change them.
///
/// Missing or unreadable files are skipped: the document may be for another machine.
func untrustedFiles(of spec: Spec, in document: String) -> [Diagnostic] {
    spec.programs.compactMap { path, program in
        TrustedProgram(path: program).refusal.flatMap { refusal in
            if case .system = refusal.reason { return nil }
            return Diagnostic(
                .programUntrusted, severity: .warning, at: path,
                "\(program) is not run: \(refusal.reason)", hint: refusal.remedy)
        }
    }
        + spec.proxyFilePlaces.compactMap { path, name in
            let file = PageContent.path(of: name, in: directory(of: document))
            guard case .failure(let refusal) = ProxyFiles.read(file, in: document) else {
                return nil
            }
            if case .system = refusal.reason { return nil }
            return Diagnostic(
                .proxyFileUntrusted, at: path, "\(refusal)", hint: refusal.remedy)
        }
}

extension Spec {
    /// The programs that the document has run, and where it names them.
    fileprivate var programs: [(path: DocumentPath, program: String)] {
        var programs: [(path: DocumentPath, program: String)] = []
        for (index, service) in services.enumerated() {
            let place = DocumentPath([.key("services"), .index(index)])
            if let command = service.check?.command {
                programs.append((place.key("check").key("command"), command))
            }
            for (position, server) in service.servers.enumerated() {
                guard let command = server.check?.command else { continue }
                let path = place.key("servers").index(position).key("check").key("command")
                programs.append((path, command))
            }
        }
        if let command = notifications?.command {
            let path = DocumentPath([.key("notifications"), .key("command")])
            programs.append((path, command.path))
        }
        return programs
    }
}
