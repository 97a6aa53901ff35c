import Addresses
import Model

extension HostDiagnosis {
    /// Adds the findings about a real server.
    ///
    /// - Parameter isBalancer: whether the host is a balancer too: then it has the virtual address
    ///   on an interface, and IPVS passes the packets to the program itself.
    public mutating func examine(_ duty: RealServerDuty, isBalancer: Bool = false) {
        examineListeners(duty)
        if isBalancer { return }
        switch duty.forwarding {
        case .gate:
            examineAddresses(duty)
            examineNeighbours(duty)
            examineSenders(duty)
        case .ipip, .gre, .gue:
            examineAddresses(duty)
            examineNeighbours(duty)
            examineTunnel(duty)
        case .masq:
            examineGateway(duty)
        case .local, .bypass:
            break
        }
    }

    /// Returns the interface at which the packets of the load balancer arrive.
    func arrival(of duty: RealServerDuty, family: AddressFamily) -> InterfaceFacts? {
        let names = duty.address.map(facts.interfaces(with:)) ?? []
        return (names.first ?? route(of: duty, family)?.interface).flatMap { facts.interfaces[$0] }
    }

    /// Returns the route of the replies to clients.
    func route(of duty: RealServerDuty, _ family: AddressFamily) -> RouteFacts? {
        let sources = duty.forwarding == .masq ? duty.address.map { [$0] } ?? [] : duty.virtual
        let source = sources.first { $0.family == family }
        return facts.routes[.toClients(family, from: source)] ?? facts.routes[.toClients(family)]
    }

    private mutating func examineListeners(_ duty: RealServerDuty) {
        for place in duty.places {
            guard let sockets = facts.listeners[place.transport] else { continue }
            let endpoint = place.endpoint
            let accepts = sockets.contains { socket in
                guard socket.port == endpoint.port else { return false }
                // A socket of :: accepts IPv4 too, unless its program forbids it.
                return socket.address == endpoint.address
                    || socket.address.isUnspecified
                        && (socket.address.family == .ipv6 || endpoint.address.family == .ipv4)
            }
            if accepts { continue }
            let subject = "\(place.transport.rawValue) \(endpoint)"
            let others = sockets.filter { $0.port == endpoint.port }.map(\.address).sorted()
            let elsewhere = others.isEmpty ? "" : ", only on \(Self.list(others))"
            add(
                HostFinding(
                    .notListening, subject,
                    problem: "no program listens on \(subject)\(elsewhere)",
                    effect: duty.forwarding == .masq
                        ? "this host refuses the packets of the load balancer"
                        : "packets keep the address of the service, and this host refuses them",
                    services: duty.services,
                    commands: [
                        "# let the program listen on \(endpoint), or on every address of port "
                            + "\(endpoint.port)"
                    ]))
        }
    }

    private mutating func examineSenders(_ duty: RealServerDuty) {
        guard duty.families.contains(.ipv4),
            let arrival = arrival(of: duty, family: .ipv4), let route = route(of: duty, .ipv4),
            route.interface != arrival.name, facts.largest("rp_filter", at: arrival.name) == 1
        else { return }
        let path = "net/ipv4/conf/\(arrival.name)/rp_filter"
        add(
            HostFinding(
                .senderFilter, arrival.name,
                problem: "rp_filter is strict on \(arrival.name), and packets to clients leave by "
                    + route.interface,
                effect: "the kernel drops the packets of clients, which the load balancer sends to "
                    + arrival.name,
                services: duty.services, commands: [ShellText.set(path, 2)],
                lasting: [ShellText.keep(path, 2)]))
    }

    private mutating func examineGateway(_ duty: RealServerDuty) {
        guard let address = duty.address, !duty.isTranslated else { return }
        let route = route(of: duty, address.family)
        if let gateway = route?.gateway, duty.gateways.contains(gateway) { return }
        // A route without a gateway leads to hosts of the same network only.
        var problem = "no route leads to clients in other networks"
        if let route {
            problem =
                route.gateway.map {
                    "replies leave through \($0), which is no address of a balancer in the document"
                } ?? "replies leave by \(route.interface) without a gateway"
        }
        let near = duty.gateways.first { gateway in
            facts.interfaces(with: address).contains {
                facts.interfaces[$0]?.reaches(gateway) == true
            }
        }
        let family = address.family == .ipv6 ? "ip -6 route" : "ip route"
        let metric = address.family == .ipv6 ? " metric 1" : ""
        add(
            HostFinding(
                // A link-local gateway may be the balancer's, as in router advertisements.
                .defaultRoute, "\(address)",
                severity: route?.gateway?.isLinkLocal == true ? .warning : .error,
                problem: problem,
                effect: "replies must pass through the load balancer: clients drop replies from "
                    + "\(address)",
                services: duty.services,
                commands: [
                    near.map { "\(family) replace default via \($0)\(metric)" }
                        ?? "# give it the load balancer as its gateway: \(family) replace default "
                        + "via ADDRESS"
                ], lasting: duty.lasting))
    }

    /// Returns the first addresses of a list.
    static func list(_ values: [some CustomStringConvertible]) -> String {
        let shown = values.prefix(3).map { "\($0)" }.joined(separator: ", ")
        return values.count > 3 ? "\(shown) and \(values.count - 3) more" : shown
    }
}

extension RealServerDuty {
    /// Commands that keep the addresses, devices and routes of this duty.
    var lasting: [String] {
        guard server != nil else { return ["# write it into the network configuration"] }
        return [
            "# run it at each boot: ballast render real-server " + ShellText.word(name)
        ]
    }
}
