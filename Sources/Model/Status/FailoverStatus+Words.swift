extension FailoverStatus {
    /// The reasons for degraded health; empty: healthy.
    public var reasons: [String] {
        var reasons = problems.map { "failover: \($0)" }
        if processID == nil { reasons.append("failover: no election process runs") }
        for group in groups {
            if group.role == .faulty {
                reasons.append("failover group \(group.name): this node can't have the addresses")
            }
            if !group.missing.isEmpty {
                let missing = group.missing.joined(separator: ", ")
                reasons.append("failover group \(group.name): missing here: \(missing)")
            }
            let rivals = group.peers.filter { $0.role == .active }.map(\.node)
            if group.role == .active, !rivals.isEmpty {
                let names = rivals.joined(separator: ", ")
                reasons.append("failover group \(group.name): \(names) has the addresses too")
            }
            if group.isStandingBy {
                reasons.append("failover group \(group.name): this node is in standby")
            }
        }
        reasons += links.compactMap { link in
            link.fault.map { "failover link \(link.name): \($0)" }
        }
        let lost = gateways.filter { $0.isReached == false }.map(\.address)
        if !lost.isEmpty { reasons.append("gateways lost: \(lost.joined(separator: ", "))") }
        return reasons + faults.map { "worse off as a node: \($0.reason)" }
    }

    /// The election, in a line for each group, and one for each link, gateway and fault in trouble.
    ///
    /// - Parameter age: returns the time since a moment, in words.
    public func lines(age: (Int64) -> String) -> [String] {
        groups.map { group in
            let place = group.role == .active ? nil : group.active.map { "\($0) has it" }
            let peers = group.peers.map { peer in
                let fault = peer.isCandidate || peer.role == .active ? "" : ", not ready"
                return "\(peer.node) \(peer.role.rawValue) \(peer.priority)\(fault)"
            }
            let parts = [
                "\(group.role.rawValue) for \(age(group.since))", place,
                "priority \(group.priority)", group.isStandingBy ? "in standby" : nil,
                awaitsConnections == true && group.role == .backup
                    ? "receives the open connections first" : nil,
                peers.isEmpty ? "hears no other node" : "hears \(peers.joined(separator: ", "))",
            ]
            return "failover \(group.name): " + parts.compactMap(\.self).joined(separator: ", ")
        }
    }
}
