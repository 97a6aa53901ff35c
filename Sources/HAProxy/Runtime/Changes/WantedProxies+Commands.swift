extension WantedProxies {
    /// What makes a worker that is as `old` says into this; nil: more differs than the values of
    /// servers.
    ///
    /// **Shape:** what gives servers more comes before what takes from them.
    func commands(from old: WantedProxies) -> [RuntimeCommand]? {
        guard structure == old.structure, servers.count == old.servers.count else { return nil }
        var growth: [RuntimeCommand] = []
        var reduction: [RuntimeCommand] = []
        for (server, before) in zip(servers, old.servers) where server != before {
            // Only a look can decide whether the last working server may move.
            guard server.isSame(as: before), server.endpoint == before.endpoint,
                server.limit != nil || before.limit == nil
            else {
                return nil
            }
            for command in server.commands(from: before) {
                if command.isReduction {
                    reduction.append(command)
                } else {
                    growth.append(command)
                }
            }
        }
        return growth + reduction
    }
}

extension WantedServer {
    /// Whether both are one server, whatever its values.
    fileprivate func isSame(as other: WantedServer) -> Bool {
        backend == other.backend && name == other.name && options == other.options
            && isDynamic && other.isDynamic
    }

    /// What a worker that has it as `before` says lacks.
    func commands(from before: WantedServer) -> [RuntimeCommand] {
        var commands: [RuntimeCommand] = []
        if endpoint != before.endpoint {
            commands.append(.address(backend: backend, server: name, endpoint))
        }
        if weight != before.weight {
            commands.append(.weight(backend: backend, server: name, weight))
        }
        if let limit, limit != before.limit {
            commands.append(.limit(backend: backend, server: name, limit))
        }
        if state != before.state {
            commands.append(.state(backend: backend, server: name, state))
        }
        return commands
    }
}
