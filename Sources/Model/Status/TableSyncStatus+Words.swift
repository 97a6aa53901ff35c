extension TableSyncStatus {
    /// Returns the reasons for degraded health; empty: healthy.
    ///
    /// - Parameter absent: the nodes that have a reason of their own because they are not heard.
    public func reasons(besides absent: Set<String>) -> [String] {
        nodes.filter { $0.state != .disconnected || !absent.contains($0.name) }
            .compactMap(\.reason)
            + losses.map { "tables of this node are lost at a reload: \($0)" }
    }

    /// The line of a status.
    public var line: String {
        guard !nodes.isEmpty else { return "tables: no other node" }
        return "tables: "
            + nodes.map { "\($0.name) \($0.state == .connected ? "connected" : "not connected")" }
            .joined(separator: ", ")
    }
}

extension TableSyncStatus.Node {
    /// The reason for degraded health; nil: the tables are synchronised, or soon will be.
    public var reason: String? {
        let words: String? =
            switch state {
            case .connected, .connecting: nil
            case .handshake:
                "HAProxy there starts no session: does `ca` there verify the certificate of this "
                    + "node?"
            case .refused: "HAProxy there refuses the session: do both nodes have this document?"
            case .disconnected:
                "no connection: its port does not answer, or `ca` here does not verify its "
                    + "certificate"
            }
        return words.map { "tables are not synchronised with \(name): \($0)" }
    }
}

extension Status {
    /// Adds the reasons of the synchronisation of stick tables, after those of failover and
    /// replication: an unreachable node that they name is named once.
    public mutating func judgeTables() {
        guard let tableSync else { return }
        let absent =
            (failover?.groups.flatMap(\.absent).map(\.node) ?? [])
            + (replication?.peers.filter { $0.state == .unreachable }.map(\.name) ?? [])
        health.reasons += tableSync.reasons(besides: Set(absent))
    }
}
