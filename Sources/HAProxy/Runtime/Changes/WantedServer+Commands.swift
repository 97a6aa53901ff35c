extension WantedServer {
    /// What a server that is there lacks to be this one.
    func commands(from now: ServerStates.Server, limit nowLimit: Int?) -> [RuntimeCommand] {
        var commands: [RuntimeCommand] = []
        if now.endpoint != endpoint {
            commands.append(.address(backend: backend, server: name, endpoint))
        }
        if followsAgent {
            return commands + agentCommands(from: now)
        }
        if isDynamic, now.weight != weight {
            commands.append(.weight(backend: backend, server: name, weight))
        } else if !isDynamic, now.weight == 0, weight != 0 {
            // Static algorithms take 0 % and 100 % only; the socket gives back what the file says.
            commands.append(.fullWeight(backend: backend, server: name))
        }
        if let limit, nowLimit != limit {
            commands.append(.limit(backend: backend, server: name, limit))
        }
        if now.state != state { commands.append(.state(backend: backend, server: name, state)) }
        return commands
    }

    /// The agent's wish holds while it is asked: it is not while the operator wants the server out.
    private func agentCommands(from now: ServerStates.Server) -> [RuntimeCommand] {
        var commands: [RuntimeCommand] = []
        let isAsked = now.isAsked ?? true
        if state == .online {
            guard !isAsked else { return [] }
            if now.state != state { commands.append(.state(backend: backend, server: name, state)) }
            commands.append(.agent(backend: backend, server: name, isAsked: true))
        } else {
            if isAsked { commands.append(.agent(backend: backend, server: name, isAsked: false)) }
            if now.state != state { commands.append(.state(backend: backend, server: name, state)) }
        }
        return commands
    }

    /// Options that `add server` of 2.6 refuses, or of which it does less than the file would.
    ///
    /// **Source:** HAProxy's management manual, 9.3, "add server", has those that it takes.
    private static let refused: Set<String> = [
        "cookie", "disabled", "enabled", "id", "init-addr", "log-proto", "namespace", "non-stick",
        "redir", "resolve-net", "resolve-opts", "resolve-prefer", "resolvers", "slowstart",
        "socks4", "tfo", "track", "usesrc", "ws",
    ]

    /// True when the process takes it without a reload.
    ///
    /// Its options have to be complete, because `default-server` of the file does not count for it.
    var canBeAdded: Bool {
        isDynamic && !changesCheck && options.allSatisfy { !Self.refused.contains($0) }
    }

    /// Whether its check speaks as its line says in a file only: TLS, or the PROXY protocol.
    private var changesCheck: Bool {
        guard isChecked else { return false }
        return options.contains("ssl") && !options.contains("check-ssl")
            || options.contains { $0.hasPrefix("send-proxy") }
    }

    /// What makes it, in maintenance first.
    ///
    /// - Parameter isUnproven: it gets no connections until a check has passed.
    func addition(isUnproven: Bool = false) -> [RuntimeCommand] {
        var words = ["weight", "\(weight)"] + options
        if let limit { words += ["maxconn", "\(limit)"] }
        var commands: [RuntimeCommand] = [
            .add(backend: backend, server: name, endpoint, options: words)
        ]
        if options.contains("check") { commands.append(.check(backend: backend, server: name)) }
        if isUnproven, state == .online, options.contains("check") {
            // To leave maintenance makes it up, to leave a drain does not.
            commands.append(.state(backend: backend, server: name, .drain))
            commands.append(.down(backend: backend, server: name))
        }
        if state != .offline {
            commands.append(.state(backend: backend, server: name, state))
        }
        // After the state: a server whose agent is asked first stays down until it says `up`.
        if followsAgent, state == .online {
            commands.append(.agent(backend: backend, server: name, isAsked: true))
        }
        return commands
    }
}
