import Addresses
import Model

extension Validation {
    /// Checks the MTU of a VLAN, which is at most that of the interface below it.
    private mutating func checkVLANMTU(
        of interface: NetworkInterface, in network: NodeNetwork, at place: DocumentPath
    ) {
        guard case .vlan(let vlan)? = interface.kind, let mtu = interface.mtu else { return }
        guard let limit = network.mtu(of: vlan.parent) else {
            guard mtu > 1_500 else { return }
            return warning(
                .networkAddress, at: place.key("mtu"),
                "\(interface.name) has an MTU of \(mtu), and the document gives none for"
                    + " \(vlan.parent) below it, which usually has 1500",
                hint: "write `mtu: \(mtu)` at \(vlan.parent)")
        }
        guard mtu > limit else { return }
        error(
            .networkAddress, at: place.key("mtu"),
            "\(interface.name) has an MTU of \(mtu), and \(vlan.parent) below it \(limit)",
            hint: "write the larger one at \(vlan.parent)")
    }

    /// Checks the addresses and gateways of interfaces.
    mutating func checkAddresses(of network: NodeNetwork, at path: DocumentPath) {
        var seen: [IPAddress: String] = [:]
        let virtual = Set(spec.virtualAddresses.map(\.address.address))
        var gateways: [AddressFamily: String] = [:]
        for (index, interface) in network.interfaces.enumerated() {
            let place = path.index(index)
            checkVLANMTU(of: interface, in: network, at: place)
            if let mtu = network.mtu(of: interface.name), mtu < 1_280,
                let address = addresses(on: interface).first(where: { $0.family == .ipv6 })
            {
                error(
                    .networkAddress, at: place.key("mtu"),
                    "IPv6 needs an MTU of 1280 or more; \(interface.name) has \(mtu), and"
                        + " \(address)",
                    hint: "write `mtu: 1280`, or remove its IPv6 addresses")
            }
            for (position, prefix) in interface.addresses.enumerated() {
                let key = place.key("addresses").index(position)
                let address = prefix.address
                if let reason = prefix.uselessness {
                    error(
                        .networkAddress, at: key,
                        "\(prefix) can't be an address of a host: \(reason)",
                        hint: "give the address of this node in its network")
                } else if address.isLoopback, interface.name != "lo" {
                    error(
                        .networkAddress, at: key,
                        "\(address) is a loopback address, which the kernel uses on lo alone",
                        hint: "give the address of this node in its network")
                } else if virtual.contains(address) {
                    error(
                        .networkAddress, at: key,
                        "\(address) is a virtual address, which moves between the nodes",
                        hint: "remove it here, or from virtualAddresses")
                } else if let other = seen.updateValue(interface.name, forKey: address) {
                    error(
                        .networkAddress, at: key, "\(address) is on \(other) already",
                        hint: "keep one of them")
                }
            }
            for gateway in interface.gateways {
                let key = place.key("gateway")
                if let other = gateways.updateValue(interface.name, forKey: gateway.family) {
                    error(
                        .networkRoute, at: key,
                        "\(other) has a gateway of \(gateway.family.rawValue) already",
                        hint: "write one of them as a route with a metric")
                }
                if let reason = uselessness(of: gateway, in: network) {
                    error(.networkRoute, at: key, reason.0, hint: reason.1)
                } else {
                    check(gateway, on: interface, at: key)
                }
            }
        }
    }

    /// The node's own and virtual addresses on an interface.
    private func addresses(on interface: NetworkInterface) -> [IPAddress] {
        interface.addresses.map(\.address)
            + spec.virtualAddresses.filter { $0.interface == interface.name }
            .map(\.address.address)
    }

    private mutating func check(
        _ gateway: IPAddress, on interface: NetworkInterface, at path: DocumentPath
    ) {
        guard !gateway.isLinkLocal,
            !interface.addresses.contains(where: { $0.contains(gateway) })
        else { return }
        error(
            .networkRoute, at: path,
            "\(gateway) is in no network of \(interface.name), so the kernel refuses the route",
            hint: "correct the address or its length, or write a route with `onLink: true`")
    }

    /// Checks routes and rules.
    mutating func checkRoutes(of network: NodeNetwork, at path: DocumentPath) {
        var seen = Set(
            network.interfaces.flatMap { interface in
                interface.gateways.map { NetworkRoute(to: .everywhere($0.family)).key }
            })
        for (index, route) in network.routes.enumerated() {
            let place = path.key("routes").index(index)
            if !seen.insert(route.key).inserted {
                error(
                    .networkRoute, at: place, "the route \(route.key) is there already",
                    hint: "give it another metric, or remove it")
            }
            if let problem = route.problem {
                error(
                    .networkRoute, at: place, "the route \(route.key) \(problem.0)", hint: problem.1
                )
            }
        }
        var rules: Set<RoutingRule> = []
        for rule in network.rules where !rules.insert(rule).inserted {
            error(
                .routingRule, at: path.key("rules"), "the rule \(rule) is there twice",
                hint: "remove one of them")
        }
        let tables = Set(network.allRoutes.map(\.table))
        for rule in network.rules where rule.hasMixedFamilies {
            error(
                .routingRule, at: path.key("rules"),
                "the rule with priority \(rule.priority) has networks of both families",
                hint: "write a rule for each family")
        }
        let empty = Set(
            network.rules.map(\.table).filter { $0 < 253 || $0 > 255 }
                .filter { !tables.contains($0) })
        for table in empty.sorted() {
            warning(
                .routingRule, at: path.key("rules"),
                "table \(table) has no route in this document, so its rules have no effect",
                hint: "add a route with `routingTable: \(table)`, unless another program fills it")
        }
    }

    /// Checks the host name and the node's address.
    mutating func checkNames(of network: NodeNetwork, _ node: Node, at path: DocumentPath) {
        if !network.search.isEmpty, network.nameservers.isEmpty {
            error(
                .networkName, at: path.key("search"), "\"search\" needs nameservers",
                hint: "add `nameservers`")
        }
        if network.nameservers.count > 3 {
            warning(
                .networkName, at: path.key("nameservers"),
                "programs use the first three name servers; these are \(network.nameservers.count)",
                hint: "remove the others")
        }
        if let name = network.hostName, name != node.name,
            name.prefix(while: { $0 != "." }) != Substring(node.name)
        {
            error(
                .networkName, at: path.key("hostname"),
                "a host named \(name) would not find its node, \(node.name)",
                hint: "write \(node.name), or \(node.name) with its domain")
        }
        if let name = network.hostName,
            !name.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20)
                    || $0 == 0x2d || $0 == 0x2e
            })
        {
            error(
                .networkName, at: path.key("hostname"), "\"\(name)\" is no host name",
                hint: "letters, digits, hyphens and dots alone")
        }
        let own = network.interfaces.flatMap { $0.addresses.map(\.address) }
        guard let address = node.address, !own.isEmpty, !own.contains(address) else { return }
        warning(
            .nodeAddressElsewhere, at: path.key("interfaces"),
            "\(address), the address of \(node.name), is on none of these interfaces",
            hint: "add it, or correct `address` of the node")
    }
}

extension Prefix {
    /// The reason that no host has this address; nil: none.
    fileprivate var uselessness: String? {
        if let reason = address.unreachability { return reason }
        if length == 0 { return "every address would be a neighbour" }
        return reservedRole.map { "it is the \($0) address of its network" }
    }
}

extension NetworkRoute {
    /// A contradiction, and its remedy; nil: none.
    fileprivate var problem: (String, String)? {
        let family = destination.address.family
        for address in [gateway, source].compactMap(\.self) where address.family != family {
            return ("has \(address), which is of the other family", "write a route for each family")
        }
        if kind != .unicast, gateway != nil || interface != nil {
            return ("is of type \(kind.rawValue), and has a way", "remove via and interface")
        }
        if kind == .unicast, gateway == nil, interface == nil {
            return ("has no way", "add `via`, `interface`, or `type: blackhole`")
        }
        if isOnLink, gateway == nil || interface == nil {
            return ("has onLink without via and interface", "add them, or remove onLink")
        }
        if let gateway, let reason = gateway.unreachability {
            return ("has no usable gateway: \(reason)", "give the address of the router")
        }
        return nil
    }
}

extension RoutingRule {
    fileprivate var hasMixedFamilies: Bool {
        [source, destination].compactMap(\.self).contains { $0.address.family != family }
    }
}
