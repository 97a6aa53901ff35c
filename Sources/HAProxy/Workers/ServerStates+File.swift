extension ServerStates {
    /// The file that a new worker takes over: what is known of the servers that stay.
    ///
    /// HAProxy would carry over a port, a weight and a drain from before an edit. So they are what
    /// is wanted, and a server that is somewhere else now begins anew. So does one that is not
    /// checked any more: nothing would ever find it up again.
    func stateFile(for wanted: WantedProxies) -> String {
        let place = Dictionary(
            columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var now: [String: [String: Server]] = [:]
        for server in servers { now[server.backend, default: [:]][server.name] = server }
        let lines = wanted.servers.compactMap { server -> String? in
            guard let old = now[server.backend]?[server.name], old.endpoint == server.endpoint,
                old.state == server.state, server.options.contains("check")
            else { return nil }
            var words = RuntimeText.words(old.line[...])
            for column in ["srv_uweight", "srv_iweight"] {
                if let index = place[column] { words[index] = "\(server.weight)" }
            }
            // How it was loaded says nothing of how it is to be loaded.
            if let index = place["srv_admin_state"], let bits = Int(words[index]) {
                words[index] = "\(bits & ~Self.configured)"
            }
            return words.joined(separator: " ")
        }
        return "1\n# \(columns.joined(separator: " "))\n" + lines.map { $0 + "\n" }.joined()
    }
}
