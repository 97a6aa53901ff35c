import Model

/// A change to the servers of one section of a configuration.
struct SectionChange {
    /// The section.
    let backend: String
    /// Servers that are added behind the others, with the comment of a handover.
    private(set) var added: [BackendServer] = []
    /// Weights of servers that stay although they are taken out, by name.
    private(set) var kept: [String: Int] = [:]
    /// Servers that get no connections yet, by name; true: they are in maintenance.
    private(set) var withheld: [String: Bool] = [:]

    init(_ backend: String) {
        self.backend = backend
    }

    mutating func add(_ server: BackendServer) { added.append(server) }

    mutating func keep(_ name: String, weight: Int) { kept[name] = weight }

    mutating func withhold(_ name: String, isDisabled: Bool) { withheld[name] = isDisabled }

    /// The server with its new values; nil: they stay.
    fileprivate func changed(_ server: BackendServer) -> BackendServer? {
        var changed = server
        if let weight = kept[server.name] {
            changed.weight = weight
            changed.state = .online
        } else if let isDisabled = withheld[server.name] {
            if isDisabled { changed.state = .offline } else { changed.weight = 0 }
        } else {
            return nil
        }
        return changed
    }
}

extension WorkerConfiguration {
    /// Makes a change; false, and none, where the section has no servers.
    mutating func apply(_ change: SectionChange) -> Bool {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let backend = change.backend
        let heads = ["listen \(backend)", "backend \(backend)"]
        guard let head = lines.firstIndex(where: heads.contains) else { return false }
        let section = lines[(head + 1)...].prefix { $0.isEmpty || $0.hasPrefix(" ") }
        guard let last = section.lastIndex(where: { $0.hasPrefix("    server ") }) else {
            return false
        }
        let old = proxies.frame
        for position in proxies.servers.indices where proxies.servers[position].backend == backend {
            let server = proxies.servers[position]
            guard let changed = change.changed(server) else { continue }
            proxies.servers[position] = changed
            proxies.frame = proxies.frame.replacing(server, with: changed)
            let beginning = "    server \(server.name) "
            guard let line = section.firstIndex(where: { $0.hasPrefix(beginning) }) else {
                continue
            }
            lines[line] = ServerLine.text(
                changed.asWritten(in: lines[line]), isHeld: change.kept[server.name] != nil)
        }
        let new = change.added.map { ServerLine.text($0, isHeld: true) }
        lines.insert(contentsOf: new, at: last + 1)
        proxies.frame = proxies.frame.adding(change.added)
        proxies.servers += change.added
        text = lines.joined(separator: "\n").replacing(old.line, with: proxies.frame.line)
        layout = nil
        return true
    }
}

extension BackendServer {
    /// The server with the options of its line: one that is down leaves out its agent there.
    fileprivate func asWritten(in line: String) -> BackendServer {
        guard let written = ServerLine(Substring(line)) else { return self }
        var server = self
        server.options = written.options
        return server
    }
}
