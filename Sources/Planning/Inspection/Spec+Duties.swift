import Addresses
import Model

extension Spec {
    /// Returns the duties of a real server with these addresses, in the order of the document.
    public func duties(at addresses: Set<IPAddress>) -> [RealServerDuty] {
        services.flatMap { service in
            service.servers.filter { addresses.contains($0.address) }
                .map { duty(of: $0, in: service) }
        }
    }

    /// Returns the duty of a real server in a service.
    public func duty(of server: RealServer, in service: Service) -> RealServerDuty {
        let forwarding = service.forwarding(of: server)
        let packets = packets(of: service)
        var duty = RealServerDuty(
            service: service.name, server: server.name, address: server.address,
            forwarding: forwarding, virtual: Set(packets.flatMap(\.addresses)).sorted())
        duty.hasSegments = packets.contains { $0.transport == .tcp }
        duty.places = packets.flatMap { packets in
            packets.ports.flatMap { port in
                forwarding == .masq
                    ? [Endpoint(server.address, port: server.port ?? port)]
                    : packets.addresses.map { Endpoint($0, port: port) }
            }
            .map { RealServerDuty.Place(packets.transport, $0) }
        }
        let nodes = (cluster?.nodes ?? []).compactMap(\.address)
        if !nodes.isEmpty {
            duty.balancers = nodes + virtualAddresses.map(\.address.address)
        }
        guard forwarding == .masq else { return duty }
        duty.gateways = gateways(of: server.address)
        duty.isTranslated = translatesClients(of: server.address)
        return duty
    }

    /// The clients' packets of a service: addresses, and ports where they are single ones.
    private struct Packets {
        var transport: TransportProtocol
        var addresses: [IPAddress]
        var ports: [UInt16]
    }

    private func packets(of service: Service) -> [Packets] {
        switch service.key {
        case .listen(let transport, let endpoint):
            return [
                Packets(
                    transport: transport, addresses: [endpoint.address],
                    ports: endpoint.port == 0 ? [] : [endpoint.port])
            ]
        case .mark(let mark, let family):
            let elements = firewall?.marks ?? []
            return elements.filter { $0.service == service.name || $0.mark == mark }
                .map { element in
                    Packets(
                        transport: element.transport,
                        addresses: element.addresses.filter { $0.family == family },
                        ports: element.ports.filter { $0.count == 1 }.map(\.lowerBound))
                }
        }
    }

    /// Returns the addresses of the document that can be the gateway of a real server: virtual
    /// addresses in its network first.
    ///
    /// Among these, addresses without a service precede: they exist for this purpose.
    func gateways(of server: IPAddress) -> [IPAddress] {
        let used = Set(services.compactMap { $0.key.endpoint?.address }).union(
            proxyEndpoints.map(\.address))
        let near = virtualAddresses.map(\.address).filter {
            $0.length < $0.address.family.bits && $0.contains(server) && $0.address != server
        }
        .map(\.address)
        let nodes = (cluster?.nodes ?? []).compactMap(\.address)
        let others = nodes + virtualAddresses.map(\.address.address)
        let all = near.filter { !used.contains($0) } + near.filter(used.contains) + others
        var seen: Set<IPAddress> = []
        return all.filter { $0.family == server.family && seen.insert($0).inserted }
    }

    /// Returns the gateway that a script gives a real server; nil: the document has none in its
    /// network.
    func gateway(of server: IPAddress) -> IPAddress? {
        let near = virtualAddresses.map(\.address).filter {
            $0.length < $0.address.family.bits && $0.contains(server)
        }
        .map(\.address)
        return gateways(of: server).first { near.contains($0) }
    }

    /// Whether `firewall.nat` translates the addresses of clients towards a real server.
    func translatesClients(of server: IPAddress) -> Bool {
        guard firewall?.masquerade.isEmpty == false else { return false }
        let networks = virtualAddresses.filter { $0.address.contains(server) }
        return firewall?.masquerade.contains { masquerade in
            masquerade.source.contains(RouteQuestion.outside(server.family))
                && (networks.isEmpty
                    || networks.contains { $0.interface == masquerade.interface })
        } == true
    }
}
