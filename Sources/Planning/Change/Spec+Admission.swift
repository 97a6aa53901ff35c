import Addresses
import Model

/// The comparison of two documents by the administrators that they admit.
extension Spec {
    /// The most packets that are compared; beyond, a difference counts as a loss.
    private static let limit = 20_000

    /// Whether another document admits all administrators whom this one admits, to all addresses
    /// at which they connect.
    ///
    /// Packets of administrators walk through the rules and services of both documents. A
    /// difference that only the kernel can decide counts as a loss.
    ///
    /// - Parameter sessions: the sessions of administrators on this host.
    public func admits(_ sessions: [AdminPath], as new: Spec) -> Bool {
        keepsNetwork(in: new, for: sessions) && keepsRules(in: new, for: sessions)
    }

    private func keepsRules(in new: Spec, for sessions: [AdminPath]) -> Bool {
        let ports = adminPorts(sessions)
        guard firewall != new.firewall || takers(of: ports) != new.takers(of: ports) else {
            return true
        }
        guard let paths = adminPaths(beside: new, ports, sessions) else { return false }
        let (before, after) = (AdminReach(self), AdminReach(new))
        let isSame = firewall?.rules == new.firewall?.rules
        return paths.allSatisfy { path in
            let (old, now) = (before.fate(of: path), after.fate(of: path))
            // Two open conditions are the same only if they are the same lines.
            return now > old || now == old && (now != .open || isSame)
        }
    }

    /// The ports of SSH servers.
    private func adminPorts(_ sessions: [AdminPath]) -> Set<UInt16> {
        let named = (firewall?.lockdown?.ports ?? []).map(\.lowerBound)
        return Set(named + sessions.map(\.server.port) + [22])
    }

    /// The services that may take packets to these ports.
    private func takers(of ports: Set<UInt16>) -> Set<ServiceKey> {
        Set(
            services.lazy.map(\.key).filter { key in
                switch key {
                case .listen(let transport, let endpoint):
                    transport == .tcp && (endpoint.port == 0 || ports.contains(endpoint.port))
                case .mark: true
                }
            })
    }

    /// The ways of administrators that the difference of two documents can concern; nil: too many.
    private func adminPaths(
        beside new: Spec, _ ports: Set<UInt16>, _ sessions: [AdminPath]
    ) -> Set<AdminPath>? {
        var paths = Set(sessions)
        for family in AddressFamily.allCases {
            var (clients, servers) = (Set<IPAddress>(), Set<IPAddress>())
            clients.insert(family.outsider)
            servers.insert(family.ownAddress)
            servers.formUnion((cluster?.nodes ?? []).compactMap(\.address))
            servers.formUnion(sessions.map(\.server.address))
            clients.formUnion(sessions.map(\.client.address))
            for spec in [self, new] {
                let admin = spec.firewall?.lockdown?.admin ?? []
                clients.formUnion(admin.flatMap { [$0.address, $0.last] })
                let (sources, destinations) = spec.firewall?.places(family) ?? ([], [])
                clients.formUnion(sources)
                servers.formUnion(destinations)
            }
            // An address that comes with the edit is not the way of an administrator before it.
            let former = Set(virtualAddresses.map(\.address.address))
            let added = Set(new.virtualAddresses.map(\.address.address)).subtracting(former)
            let known = Set(takers(of: ports).union(new.takers(of: ports)).compactMap(\.endpoint))
            servers.formUnion(known.map(\.address))
            servers.subtract(added)
            clients = clients.filter { $0.family == family }
            servers = servers.filter { $0.family == family && !$0.isUnspecified }
            guard clients.count * servers.count * ports.count <= Self.limit else { return nil }
            for client in clients {
                for server in servers {
                    for port in ports {
                        paths.insert(
                            AdminPath(
                                from: Endpoint(client, port: 40_000),
                                to: Endpoint(server, port: port)))
                    }
                }
            }
        }
        return paths
    }

    /// Whether another document leaves the addresses of sessions, and what nodes have of their
    /// network, as they are.
    private func keepsNetwork(in new: Spec, for sessions: [AdminPath]) -> Bool {
        let kept = Set(new.virtualAddresses.map(\.address.address))
        let gone = Set(virtualAddresses.map(\.address.address)).subtracting(kept)
        guard !sessions.contains(where: { gone.contains($0.server.address) }) else { return false }
        return (cluster?.nodes ?? []).allSatisfy { node in
            guard let old = node.network, old.manage != .none else { return true }
            guard let now = new.cluster?.nodes.first(where: { $0.name == node.name })?.network
            else { return false }
            let added = now.interfaces.filter { interface in
                !old.interfaces.contains { $0.name == interface.name }
            }
            let rest = now.interfaces.filter { !added.contains($0) }
            let lower = Set(added.flatMap(\.members))
            return Set(rest) == Set(old.interfaces) && old.routes == now.routes
                && old.rules == now.rules && added.allSatisfy(\.gateways.isEmpty)
                && lower.isDisjoint(with: old.interfaces.map(\.name))
        }
    }
}

extension Firewall {
    /// The addresses of a family that written rules and translations name.
    fileprivate func places(
        _ family: AddressFamily
    ) -> (sources: [IPAddress], destinations: [IPAddress]) {
        let written = rules.filter { $0.families.contains(family) }.map(\.rule)
        let sources = written.compactMap(\.source).flatMap { [$0.address, $0.last] }
        var destinations = written.compactMap(\.destination?.address)
        destinations += oneToOne.map(\.external) + forwards.map(\.listen.address)
        destinations += marks.flatMap(\.addresses)
        return (sources, destinations)
    }
}
