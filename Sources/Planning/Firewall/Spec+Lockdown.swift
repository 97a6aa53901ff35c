import Addresses
import Model

/// The rules of the lock-down, in the order in which they are loaded.
extension Spec {
    /// Returns the rules for packets to this host; without a lock-down, only those of the
    /// arguments.
    ///
    /// - Parameters:
    ///   - raw: the document's own rules, before all that admit new connections.
    ///   - limits: rules that restrict the clients of services, and no administrator and no node.
    ///
    /// Packets of services are accepted without regard to their connections: IPVS does not enter
    /// them into connection tracking, so each looks like the first one of its connection, or like
    /// one that belongs to none.
    func lockdownRules(
        _ family: AddressFamily, after raw: [FirewallRule], before limits: [FirewallRule]
    ) -> [FirewallRule] {
        guard let lockdown = firewall?.lockdown else { return raw + limits }
        var loopback = FirewallRule(.accept)
        loopback.inInterface = "lo"
        var known = FirewallRule(.accept)
        known.states = [.related, .established]
        let drop = FirewallRule(.drop, comment: "lock-down")
        let admissions =
            Self.networkRules(family) + peerRules(family) + adminRules(lockdown, family)
            + limits + serviceRules(lockdown, family)
        return [loopback, known] + raw + admissions + [drop]
    }

    /// Returns rules for the messages without which networks do not work.
    private static func networkRules(_ family: AddressFamily) -> [FirewallRule] {
        func accept(_ transport: FirewallProtocol, type: UInt8? = nil) -> FirewallRule {
            var rule = FirewallRule(.accept)
            rule.transport = transport
            rule.icmpType = type
            return rule
        }
        switch family {
        case .ipv4:
            // Unreachable, with the MTU of the path; echo request; time exceeded; parameters.
            // Group queries keep multicast of VRRP and of connection synchronisation alive.
            return [3, 8, 11, 12].map { accept(.icmp, type: $0) } + [accept(.igmp)]
        case .ipv6:
            // RFC 4890 section 4.4: errors, echo request, listener discovery, routers, neighbours
            // (inverse and secure discovery too), discovery of multicast routers.
            var client = accept(.udp)
            client.source = Prefix("fe80::/10")
            client.destinationPorts = [546...546]
            client.comment = "DHCPv6"
            let types: [UInt8] = [
                1, 2, 3, 4, 128, 130, 131, 132, 133, 134, 135, 136, 141, 142, 143, 148, 149, 151,
                152, 153,
            ]
            return types.map { accept(.icmpv6, type: $0) } + [client]
        }
    }

    /// Returns rules for the messages between the nodes.
    private func peerRules(_ family: AddressFamily) -> [FirewallRule] {
        guard let cluster else { return [] }
        var rules: [FirewallRule] = []
        for interface in electionInterfaces {
            var rule = FirewallRule(.accept, comment: "failover")
            rule.inInterface = interface
            rule.transport = .vrrp
            rules.append(rule)
        }
        if let sync = cluster.connectionSync {
            let group = sync.group ?? ConnectionSync.usualGroup
            if group.family == family {
                let ports = ipvs.sysctls[.syncPorts]?.numbers.first ?? 1
                let last = UInt16(clamping: Int(sync.port) + max(1, ports) - 1)
                var rule = FirewallRule(.accept, comment: "connection synchronisation")
                rule.inInterface = sync.interface
                rule.destination = Prefix(host: group)
                rule.transport = .udp
                rule.destinationPorts = [sync.port...max(sync.port, last)]
                rules.append(rule)
            }
        }
        let ports = [
            (cluster.replication?.port, "replication"), (cluster.tableSync?.port, "table sync"),
        ]
        for node in cluster.nodes {
            guard let address = node.address, address.family == family else { continue }
            for (port, name) in ports {
                guard let port else { continue }
                var rule = FirewallRule(.accept, comment: "\(name) of \(node.name)")
                rule.source = Prefix(host: address)
                rule.transport = .tcp
                rule.destinationPorts = [port...port]
                rules.append(rule)
            }
        }
        return rules
    }

    /// The interfaces that carry advertisements of the election.
    var electionInterfaces: [String] {
        guard let failover = cluster?.failover else { return [] }
        let links = failover.links.compactMap { link -> String? in
            if case .interface(let name, _, _) = link { name } else { nil }
        }
        let names =
            failover.links.isEmpty
            ? virtualAddresses.map(\.interface).filter { !$0.isEmpty } : links
        return Set(names).sorted()
    }

    /// Returns rules for the administration.
    private func adminRules(
        _ lockdown: Firewall.Lockdown, _ family: AddressFamily
    ) -> [FirewallRule] {
        let networks = lockdown.admin.filter { $0.address.family == family }
        let ports = lockdown.ports.isEmpty ? [] : Firewall.parts(of: lockdown.ports)
        let endpoints = administrationEndpoints.filter { $0.address.family == family }
        return networks.flatMap { network -> [FirewallRule] in
            func accept(_ ports: [ClosedRange<UInt16>], at address: IPAddress?) -> FirewallRule {
                var rule = FirewallRule(.accept, comment: "administration")
                rule.source = FirewallRule.network(network)
                rule.destination = address.map { Prefix(host: $0) }
                rule.transport = .tcp
                rule.destinationPorts = ports
                return rule
            }
            return ports.map { accept($0, at: nil) }
                + endpoints.map {
                    accept([$0.port...$0.port], at: $0.address.isUnspecified ? nil : $0.address)
                }
        }
    }

    /// The endpoints of the API and of HAProxy's statistics, which administrators reach.
    var administrationEndpoints: [Endpoint] {
        [admin.listen, haproxy.statistics].compactMap(\.self)
            + proxies.filter(\.isStatistics).flatMap(\.listen)
    }

    /// Returns rules for the clients of services, proxies and SSL services.
    private func serviceRules(
        _ lockdown: Firewall.Lockdown, _ family: AddressFamily
    ) -> [FirewallRule] {
        admissions.filter { $0.key.family == family }.flatMap { admission in
            lockdown.networks(for: admission.name, family).map { network in
                var rule = FirewallRule.admission(of: admission.key)
                rule.source = network.flatMap(FirewallRule.network)
                rule.comment = FirewallRule.comment("\(admission.kind) \(admission.name)")
                return rule
            }
        }
    }

    /// The places of the document that clients reach, in its order.
    var admissions: [FirewallAdmission] {
        var all = services.map { FirewallAdmission(kind: "service", name: $0.name, key: $0.key) }
        for proxy in proxies where !proxy.isStatistics {
            all += proxy.listen.map {
                FirewallAdmission(kind: "proxy", name: proxy.name, key: .listen(.tcp, $0))
            }
        }
        for service in sslServices {
            all += service.listen.map {
                FirewallAdmission(kind: "SSL service", name: service.name, key: .listen(.tcp, $0))
            }
        }
        return all
    }
}

extension Firewall.Lockdown {
    /// Returns the networks that reach a service; a nil element is every network.
    func networks(for name: String, _ family: AddressFamily) -> [Prefix?] {
        let rules = allow.filter { $0.service == name }
        guard !rules.isEmpty else { return [nil] }
        return rules.flatMap(\.from).filter { $0.address.family == family }
    }
}

extension FirewallRule {
    /// Creates a rule with a comment for every packet.
    init(_ target: FirewallTarget, comment: String) {
        self.init(target)
        self.comment = Self.comment(comment)
    }

    /// Returns the rule that accepts the packets of a service.
    static func admission(of key: ServiceKey) -> FirewallRule {
        var rule = FirewallRule(.accept)
        switch key {
        case .listen(let transport, let endpoint):
            rule.destination = endpoint.address.isUnspecified ? nil : Prefix(host: endpoint.address)
            rule.transport = FirewallProtocol(transport)
            rule.destinationPorts = endpoint.port == 0 ? [] : [endpoint.port...endpoint.port]
        case .mark(let mark, _):
            rule.mark = FirewallMark(mark)
        }
        return rule
    }
}

extension ConnectionSync {
    /// The multicast group without one in the document: 224.0.0.81.
    static let usualGroup = IPAddress.v4(IPv4Address(rawValue: 0xe000_0051))
}
