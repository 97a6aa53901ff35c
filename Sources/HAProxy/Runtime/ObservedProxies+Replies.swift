import Model

extension ObservedProxies {
    /// The state of a worker by the replies of its socket.
    ///
    /// - Parameter certificates: the fingerprint of each certificate file.
    init(
        frame: ProxyFrame?, states: ServerStates, statistics: Statistics,
        certificates: [String: String] = [:]
    ) {
        self.init(frame: frame, certificates: certificates)
        servers.reserveCapacity(states.servers.count)
        for server in states.servers {
            servers[BackendServerID(server.backend, server.name)] = BackendServerValues(
                endpoint: server.endpoint, weight: server.weight, state: server.state,
                isUp: server.isUp, isAsked: server.isAsked)
        }
        for row in statistics.rows where row.isServer {
            let id = BackendServerID(row.proxy, row.server)
            servers[id]?.limit = row.limit
            if row.sessions > 0 { sessions[id] = row.sessions }
        }
    }
}
