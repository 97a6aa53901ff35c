import Addresses
import Model

extension Spec {
    /// Returns the groups of virtual addresses that an election moves, as one node needs them.
    ///
    /// **Shape:** in the order of the document. A group with `together` is part of the group that
    /// it names. Groups without addresses and external addresses are left out.
    ///
    /// - Parameter name: a node of the document; any other name has the default priority.
    public func electionGroups(of name: String) -> [ElectionGroup] {
        guard let cluster, let failover = cluster.failover else { return [] }
        let routers = electionRouters
        return failover.movingGroups.compactMap { group in
            let members = failover.members(of: group.name)
            let parts = members.flatMap { member in routers.filter { $0.group == member } }
            guard !parts.isEmpty else { return nil }
            return ElectionGroup(
                name: group.name, priority: cluster.priority(of: name, in: group),
                routers: parts)
        }
    }

    /// The links over which the nodes hear each other: those of the document, or the interfaces of
    /// the virtual addresses in its order.
    public var failoverLinks: [FailoverLink] {
        guard let failover = cluster?.failover else { return [] }
        guard failover.links.isEmpty else { return failover.links }
        var seen: Set<String> = []
        let names = virtualAddresses.filter { !$0.isExternal }.map(\.interface)
        // The loopback interface joins no nodes; if it is the only one, the validation refuses it.
        let joining = names.contains { $0 != "lo" } ? names.filter { $0 != "lo" } : names
        return joining.filter { seen.insert($0).inserted }.map { .interface($0) }
    }

    /// The interfaces on which link-local gateways are asked: those of the links and of the virtual
    /// addresses.
    public var gatewayInterfaces: [String] {
        var names = virtualAddresses.map(\.interface).filter { $0 != "lo" }
        for case .interface(let name, _, _) in failoverLinks { names.append(name) }
        return Set(names).sorted()
    }

    /// Returns the virtual routers of groups that have no address of a family: over links of that
    /// family alone no packet of theirs is sent.
    func routersWithoutPackets(of family: AddressFamily) -> [ElectionRouter] {
        let failover = cluster?.failover
        let routers = electionRouters
        return (failover?.movingGroups ?? []).flatMap { group -> [ElectionRouter] in
            let members = failover?.members(of: group.name) ?? []
            let own = routers.filter { members.contains($0.group) }
            return own.contains { $0.family == family } ? [] : own
        }
    }

    /// Returns the virtual routers of all groups, in the order of the document.
    var electionRouters: [ElectionRouter] {
        guard let failover = cluster?.failover else { return [] }
        let groups = failover.effectiveGroups
        let first = groups.first?.name ?? Failover.usualGroup
        let moving = virtualAddresses.filter { !$0.isExternal }
        let addresses = Dictionary(grouping: moving) { $0.group ?? first }
        return groups.flatMap { group in
            AddressFamily.allCases.compactMap { family -> ElectionRouter? in
                let own = (addresses[group.name] ?? []).filter {
                    $0.address.address.family == family
                }
                guard !own.isEmpty else { return nil }
                let ordered =
                    own.filter(\.address.address.isLinkLocal)
                    + own.filter { !$0.address.address.isLinkLocal }
                return ElectionRouter(
                    group: group.name, routerID: group.virtualRouterID,
                    addresses: ordered.map {
                        InterfaceAddress(interface: $0.interface, prefix: $0.address)
                    })
            }
        }
    }
}
