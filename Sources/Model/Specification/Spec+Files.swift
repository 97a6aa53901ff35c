extension Spec {
    /// The files that the document names for reading: all that a node needs beside the document.
    ///
    /// The identity of the node and the files that Ballast writes, such as access logs, are not
    /// among them.
    ///
    /// **Shape:** a file that several keys name appears once for each of them.
    public var files: [NamedFile] {
        certificateFiles + pageFiles + blocklistFiles + authorityFiles
            + secrets.compactMap { place, secret in
                secret.file.map { NamedFile($0.path, at: place, use: .secret) }
            }
            + programs + rawFiles
    }

    private var certificateFiles: [NamedFile] {
        certificates.enumerated().flatMap { index, certificate in
            let path = DocumentPath([.key("certificates"), .index(index)])
            return [
                certificate.file.map { NamedFile($0, at: path.key("file"), use: .secret) },
                certificate.key.map { NamedFile($0, at: path.key("key"), use: .secret) },
                certificate.authority.map { NamedFile($0, at: path.key("ca")) },
            ].compactMap(\.self)
        }
    }

    private var pageFiles: [NamedFile] {
        guard case .file(let name) = holdingPage.content else { return [] }
        return [NamedFile(name, at: DocumentPath([.key("holdingPage"), .key("file")]))]
    }

    private var blocklistFiles: [NamedFile] {
        (firewall?.blocklists ?? []).enumerated().map { index, list in
            let path = DocumentPath([.key("firewall"), .key("blocklists"), .index(index)])
            return NamedFile(list.file, at: path.key("file"))
        }
    }

    /// Files of authorities and revocation lists: of proxies, SSL services, checks and mail.
    private var authorityFiles: [NamedFile] {
        let mail = DocumentPath([.key("notifications"), .key("mail"), .key("ca")])
        var checked: [NamedFile] = []
        visitChecks { check, place in
            // The checks of proxies are among the files of proxies.
            guard place.isOfService, let file = check.tls?.authority else { return }
            checked.append(NamedFile(file, at: place.path.key("tls").key("ca")))
        }
        let mailed = notifications?.mail?.tls?.authority.map { NamedFile($0, at: mail) }
        // The identity beside it is a key of this node alone.
        let tables = cluster?.tableSync.map { NamedFile($0.authority, at: Self.tableAuthority) }
        return proxyFilePlaces.map { NamedFile($0.file, at: $0.path) } + checked
            + [mailed, tables].compactMap(\.self)
    }

    private static let tableAuthority = DocumentPath([
        .key("cluster"), .key("tableSync"), .key("ca"),
    ])

    /// The programs that the document runs.
    public var programs: [NamedFile] {
        var programs: [NamedFile] = []
        visitChecks { check, place in
            guard let command = check.command else { return }
            programs.append(NamedFile(command, at: place.path.key("command"), use: .program))
        }
        for (path, command) in scripts {
            guard let program = command.split(separator: " ").first else { continue }
            programs.append(NamedFile(String(program), at: path, use: .program))
        }
        if let command = notifications?.command {
            let path = DocumentPath([.key("notifications"), .key("command")])
            programs.append(NamedFile(command.path, at: path, use: .program))
        }
        return programs
    }

    /// The absolute paths in raw lines, where HAProxy has no directory for relative ones, and in
    /// the arguments of scripts.
    private var rawFiles: [NamedFile] {
        let admin = DocumentPath([.key("admin"), .key("statisticsPage")])
        let sections =
            proxies.enumerated().map { index, proxy in
                (DocumentPath([.key("proxies"), .index(index)]), proxy.raw)
            } + [(DocumentPath([.key("haproxy")]), haproxy.raw), (admin, haproxy.page.raw)]
        let lines = sections.flatMap { path, lines in
            lines.enumerated().map { (path.key("raw").index($0.offset), $0.element[...]) }
        }
        let arguments = scripts.map { path, command in (path, command.drop { $0 != " " }) }
        return (lines + arguments).flatMap { place, text in
            let words = text.split(whereSeparator: { " \t\"'".contains($0) })
            // A converter has its file in parentheses: `map(/etc/ballast/hosts.map,none)`.
            let parts = words.flatMap { word in
                word.split { "(),=".contains($0) }.filter { $0 != word }
            }
            return (words + parts).filter { $0.hasPrefix("/") }
                .map { NamedFile(String($0), at: place, use: .raw) }
        }
    }

    private var scripts: [(path: DocumentPath, command: String)] {
        let path = DocumentPath([.key("cluster"), .key("failover"), .key("track")])
        return (cluster?.failover?.tracks ?? []).enumerated().compactMap { index, track in
            guard case .script(let command, _, _) = track.condition else { return nil }
            return (path.index(index).key("script"), command)
        }
    }
}
