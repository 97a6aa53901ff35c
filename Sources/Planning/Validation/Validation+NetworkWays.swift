import Addresses
import Model

/// Routes that the kernel refuses, or that lead nowhere.
extension Validation {
    /// Checks the ways of routes with the addresses of the document.
    mutating func checkWays(of network: NodeNetwork, at path: DocumentPath) {
        let masters = network.masters
        for (index, virtual) in spec.virtualAddresses.enumerated() {
            guard let master = masters[virtual.interface] else { continue }
            let place = DocumentPath([.key("virtualAddresses")]).index(index)
            error(
                .networkAddress, at: place.key("interface"),
                "\(virtual.interface) is a member of \(master), and a member uses no addresses",
                hint: "write `interface: \(master)`")
        }
        for (index, route) in network.routes.enumerated() {
            let place = path.key("routes").index(index)
            if let interface = route.interface, let master = masters[interface] {
                error(
                    .networkRoute, at: place.key("interface"),
                    "\(interface) is a member of \(master), which takes its frames",
                    hint: "write `interface: \(master)`")
            }
            checkSource(of: route, in: network, at: place.key("source"))
            guard let gateway = route.gateway, gateway.family == route.destination.address.family
            else { continue }
            let key = place.key("via")
            let near = network.interfaces.filter {
                route.interface == nil || route.interface == $0.name
            }
            if let reason = uselessness(of: gateway, in: network) {
                error(.networkRoute, at: key, reason.0, hint: reason.1)
            } else if case .v6 = gateway, gateway.isLinkLocal {
                guard route.interface == nil else { continue }
                error(
                    .networkRoute, at: key,
                    "the link-local \(gateway) needs the interface on which it is",
                    hint: "add `interface` to the route")
            } else if !route.isOnLink, !network.reaches(gateway, from: near) {
                warning(
                    .networkRoute, at: key,
                    "\(gateway) is in no network of "
                        + (route.interface ?? "the interfaces of this document")
                        + ", and without one the kernel refuses the route",
                    hint: "correct the address, give an interface an address in its network, or"
                        + " write `interface` and `onLink: true`")
            }
        }
    }

    /// The reason why an address can't be a router for this node, with a remedy; nil: none.
    func uselessness(of gateway: IPAddress, in network: NodeNetwork) -> (String, String)? {
        let own = network.interfaces.first { $0.addresses.contains { $0.address == gateway } }
        if let own {
            return (
                "\(gateway) is the address of \(own.name) on this node, so packets never leave",
                "write the address of the router"
            )
        }
        if spec.virtualAddresses.contains(where: { $0.address.address == gateway }) {
            return (
                "\(gateway) is a virtual address of this document, so packets never leave",
                "write the address of the router"
            )
        }
        let near = network.interfaces.flatMap(\.addresses).first { $0.contains(gateway) }
        if let near, let role = Prefix(gateway, length: near.length)?.reservedRole {
            return (
                "\(gateway) is the \(role) address of \(near.network), which no router has",
                "write the address of the router"
            )
        }
        return nil
    }

    private mutating func checkSource(
        of route: NetworkRoute, in network: NodeNetwork, at path: DocumentPath
    ) {
        guard let source = route.source else { return }
        if network.interfaces.contains(where: { $0.addresses.contains { $0.address == source } }) {
            return
        }
        let isVirtual = spec.virtualAddresses.contains { $0.address.address == source }
        if isVirtual, spec.cluster?.failover == nil { return }
        warning(
            .networkRoute, at: path,
            isVirtual
                ? "\(source) is a virtual address: the node has no such route while another one"
                    + " carries it"
                : "no interface of this document has \(source), and without it the kernel refuses"
                    + " the route",
            hint: isVirtual
                ? "give an address of the node, or another route to the same network with a larger"
                    + " metric"
                : "add it to an interface, or remove `source`")
    }
}

extension NodeNetwork {
    /// Whether a router is a neighbour: in a network of these interfaces, or by a route without a
    /// router.
    fileprivate func reaches(_ gateway: IPAddress, from near: [NetworkInterface]) -> Bool {
        near.contains { $0.addresses.contains { $0.contains(gateway) } }
            || routes.contains {
                $0.kind == .unicast && $0.gateway == nil && $0.destination.contains(gateway)
            }
    }
}
