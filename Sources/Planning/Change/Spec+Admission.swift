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
    /// - Parameter access: the ways of administrators to this host.
    public func admits(_ access: @autoclosure () -> AdminAccess, as new: Spec) -> Bool {
        if isEqual(toAccessOf: new) { return true }
        let access = access()
        return keepsAddresses(in: new, for: access) && keepsNetwork(in: new, for: access)
            && keepsRules(in: new, for: access)
    }

    /// Whether another document is equal in all parts that decide about packets of administrators,
    /// so that it admits them from anywhere.
    private func isEqual(toAccessOf new: Spec) -> Bool {
        firewall == new.firewall && virtualAddresses == new.virtualAddresses
            && cluster == new.cluster && services.haveKeys(of: new.services)
    }

    private func keepsRules(in new: Spec, for access: AdminAccess) -> Bool {
        let ports = adminPorts(access)
        guard firewall != new.firewall || takers(of: ports) != new.takers(of: ports) else {
            return true
        }
        guard let paths = adminPaths(beside: new, ports, access.sessions) else { return false }
        let (before, after) = (AdminReach(self), AdminReach(new))
        let isSame = firewall?.rules == new.firewall?.rules
        return paths.allSatisfy { path in
            zip(before.fates(of: path), after.fates(of: path)).allSatisfy { old, now in
                // Two open conditions are the same only if they are the same lines.
                now > old || now == old && (now != .open || isSame)
            }
        }
    }

    /// The ports of SSH servers.
    private func adminPorts(_ access: AdminAccess) -> Set<UInt16> {
        let named = (firewall?.lockdown?.ports ?? []).map(\.lowerBound)
        return access.ports.union(named + access.sessions.map(\.server.port) + [22])
    }

    /// The ports of clients at which a written rule may begin or end to match.
    private func clientPorts(beside new: Spec) -> Set<UInt16> {
        let rules = ((firewall?.rules ?? []) + (new.firewall?.rules ?? [])).map(\.rule)
        let ranges = rules.flatMap { $0.sourcePorts + $0.destinationPorts }
        let bounds = ranges.flatMap { range in
            [range.lowerBound, range.upperBound, range.upperBound &+ 1]
        }
        return Set(bounds.filter { $0 >= 1_024 } + [40_000])
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
        let clientPorts = clientPorts(beside: new)
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
            let count = clients.count * servers.count * ports.count * clientPorts.count
            guard count <= Self.limit else { return nil }
            for client in clients {
                for server in servers {
                    for port in ports {
                        let server = Endpoint(server, port: port)
                        for port in clientPorts {
                            let client = Endpoint(client, port: port)
                            paths.insert(AdminPath(from: client, to: server))
                        }
                    }
                }
            }
        }
        return paths
    }

    /// Whether another document leaves the addresses of sessions on this host, and brings none that
    /// takes the way of an administrator.
    private func keepsAddresses(in new: Spec, for access: AdminAccess) -> Bool {
        let former = Set(virtualAddresses.map(\.address))
        let gone = Set(former.map(\.address))
            .subtracting(new.virtualAddresses.map(\.address.address))
        guard !access.sessions.contains(where: { gone.contains($0.server.address) }) else {
            return false
        }
        let admin = firewall?.lockdown?.admin ?? []
        return Set(new.virtualAddresses.map(\.address)).subtracting(former).allSatisfy {
            !access.isTaken(by: $0, admin)
        }
    }

    /// Whether another document leaves what nodes have of their network as it is.
    ///
    /// New interfaces are allowed, unless their networks can have administrators. The first network
    /// of a node counts as a change, because the host's other settings are unknown.
    private func keepsNetwork(in new: Spec, for access: AdminAccess) -> Bool {
        (cluster?.nodes ?? []).allSatisfy { node in
            let now = new.cluster?.nodes.first { $0.name == node.name }?.network
            guard let old = node.network, old.manage != .none else {
                return now == nil || now?.manage == NodeNetwork.Management.none
            }
            guard let now else { return false }
            let added = now.interfaces.filter { interface in
                !old.interfaces.contains { $0.name == interface.name }
            }
            let rest = now.interfaces.filter { !added.contains($0) }
            let lower = Set(added.flatMap(\.members))
            return Set(rest) == Set(old.interfaces) && old.routes == now.routes
                && old.manage == now.manage
                && old.rules == now.rules && added.allSatisfy(\.gateways.isEmpty)
                && lower.isDisjoint(with: old.interfaces.map(\.name))
                && !mayHaveAdministrators(added.flatMap(\.addresses), access)
        }
    }

    /// Whether new networks of this host can have administrators.
    private func mayHaveAdministrators(_ addresses: [Prefix], _ access: AdminAccess) -> Bool {
        let admin = firewall?.lockdown?.admin ?? []
        let networks = addresses.filter { $0.length < $0.address.family.bits }
        guard !access.sessions.isEmpty || !admin.isEmpty else { return !networks.isEmpty }
        return addresses.contains { access.isTaken(by: $0, admin) }
            || networks.contains { network in
                admin.contains { $0.contains(network.address) || network.contains($0.address) }
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
