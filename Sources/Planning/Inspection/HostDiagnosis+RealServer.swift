import Addresses
import Model

extension HostDiagnosis {
    /// Adds the findings about a real server.
    ///
    /// - Parameters:
    ///   - isBalancer: whether the host is a balancer too: while it has the virtual address on an
    ///     interface, IPVS passes the packets to the program itself.
    ///   - hasFailover: whether another balancer can have the address, and send packets to this
    ///     host.
    public mutating func examine(
        _ duty: RealServerDuty, isBalancer: Bool = false, hasFailover: Bool = false
    ) {
        examineListeners(duty)
        var duty = duty
        if isBalancer {
            guard hasFailover, duty.forwarding != .masq else { return }
            duty.virtual.removeAll { address in
                facts.interfaces(with: address).contains {
                    facts.interfaces[$0]?.answers == true
                }
            }
            if duty.virtual.isEmpty { return }
        }
        switch duty.forwarding {
        case .gate:
            examineAddresses(duty)
            examineNeighbours(duty)
            examineSenders(duty)
            examineReplies(duty)
        case .ipip, .gre, .gue:
            examineAddresses(duty)
            examineNeighbours(duty)
            examineTunnel(duty)
            examineReplies(duty)
        case .masq:
            examineGateway(duty)
        case .local, .bypass:
            break
        }
    }

    /// Returns the interface at which the packets of the load balancer arrive.
    func arrival(of duty: RealServerDuty, family: AddressFamily) -> InterfaceFacts? {
        let names = duty.address.map(facts.interfaces(with:)) ?? []
        if let name = names.first { return facts.interfaces[name] }
        let near = facts.interfaces.values.filter { interface in
            interface.answers && interface.isUp
                && duty.virtual.contains { $0.family == family && interface.reaches($0) }
        }
        return near.min { $0.name < $1.name }
            ?? route(of: duty, family).flatMap { facts.interfaces[$0.interface] }
    }

    /// Returns the route of the replies to clients.
    func route(of duty: RealServerDuty, _ family: AddressFamily) -> RouteFacts? {
        let sources = duty.forwarding == .masq ? duty.address.map { [$0] } ?? [] : duty.virtual
        let source = sources.first { $0.family == family }
        return facts.routes[.toClients(family, from: source)]
    }

    /// A server that answers clients itself needs a route to them.
    private mutating func examineReplies(_ duty: RealServerDuty) {
        for family in duty.families.sorted() where route(of: duty, family) == nil {
            let ip = family == .ipv4 ? "ip route" : "ip -6 route"
            add(
                HostFinding(
                    .defaultRoute, family.rawValue, severity: .warning,
                    problem: "no route leads to \(family) clients in other networks",
                    effect: "their connections time out: this host answers them itself",
                    services: duty.services,
                    commands: ["# give it a router: \(ip) add default via ADDRESS"],
                    lasting: ["# write it into the network configuration"]))
        }
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
                lasting: keep(path, 2)))
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
        var metric = address.family == .ipv6 ? " metric 1" : ""
        // A rule for this source leads to another table than that of other packets.
        if let table = route?.table, let usual = facts.routes[.toClients(address.family)]?.table,
            table != usual
        {
            problem = "a rule gives packets from \(address) table \(table): " + problem
            metric += " table \(table)"
        }
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
                        + "via ADDRESS\(metric)"
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
