import Addresses
import Model

/// The packets whose fate a lock-down must decide, derived from the document without its rules.
extension Spec {
    /// Returns a packet for each thing that the lock-down must admit or refuse.
    var firewallProofs: [FirewallProof] {
        guard let lockdown = firewall?.lockdown else { return [] }
        var proofs: [FirewallProof] = []
        for family in AddressFamily.allCases {
            proofs += serviceProofs(lockdown, family)
            proofs += adminProofs(lockdown, family)
            proofs += peerProofs(family)
            proofs += electionProofs(family)
            proofs += networkProofs(family)
            proofs.append(answerProof(family))
        }
        return proofs
    }

    private func serviceProofs(
        _ lockdown: Firewall.Lockdown, _ family: AddressFamily
    ) -> [FirewallProof] {
        let marks = Dictionary(grouping: firewall?.marks ?? [], by: \.mark)
        let admissions = admissions.filter { $0.key.family == family }
        return admissions.flatMap { admission -> [FirewallProof] in
            guard var packet = Self.packet(to: admission.key, marks) else { return [] }
            let reason = "\(admission.kind) \(admission.name)"
            let networks = lockdown.networks(for: admission.name, family)
            return networks.map { network in
                let client = network?.address ?? family.outsider
                packet.source = Endpoint(client, port: 40_000)
                return FirewallProof(packet, isAccepted: true, because: reason)
            }
        }
    }

    /// Returns the first packet of a client of a service; nil: nothing sets the service's mark.
    private static func packet(
        to key: ServiceKey, _ marks: [UInt32: [Firewall.Mark]]
    ) -> FirewallPacket? {
        let family = key.family
        let client = Endpoint(family.outsider, port: 40_000)
        switch key {
        case .listen(let transport, let endpoint):
            let address = endpoint.address.isUnspecified ? family.ownAddress : endpoint.address
            let port = endpoint.port == 0 ? 9 : endpoint.port
            return FirewallPacket(
                from: client, to: Endpoint(address, port: port), FirewallProtocol(transport))
        case .mark(let number, _):
            for mark in marks[number] ?? [] {
                guard let address = mark.addresses.first(where: { $0.family == family }) else {
                    continue
                }
                return FirewallPacket(
                    from: client, to: Endpoint(address, port: mark.ports.first?.lowerBound ?? 9),
                    FirewallProtocol(mark.transport))
            }
            return nil
        }
    }

    private func adminProofs(
        _ lockdown: Firewall.Lockdown, _ family: AddressFamily
    ) -> [FirewallProof] {
        let target = cluster?.nodes.compactMap(\.address).first { $0.family == family }
        var places = lockdown.ports.map {
            Endpoint(target ?? family.ownAddress, port: $0.lowerBound)
        }
        places += administrationEndpoints.filter { $0.address.family == family }.map {
            Endpoint($0.address.isUnspecified ? family.ownAddress : $0.address, port: $0.port)
        }
        let networks = lockdown.admin.filter { $0.address.family == family }
        let isEveryone = networks.contains { $0.contains(family.outsider) }
        let admissions = admissions
        return places.flatMap { place -> [FirewallProof] in
            let admitted = networks.map { network in
                FirewallProof(
                    FirewallPacket(from: Endpoint(network.address, port: 40_000), to: place),
                    isAccepted: true, because: "administration from \(network)")
            }
            // A service on the same port, or a network of everyone, admits others on purpose.
            let isOpen =
                isEveryone
                || admissions.contains { $0.key.admits(place) }
                || firewall?.marks.contains { $0.addresses.contains(place.address) } == true
            guard !isOpen else { return admitted }
            let outside = FirewallPacket(
                from: Endpoint(family.outsider, port: 40_000), to: place)
            return admitted + [
                FirewallProof(outside, isAccepted: false, because: "the lock-down of \(place)")
            ]
        }
    }

    private func peerProofs(_ family: AddressFamily) -> [FirewallProof] {
        guard let cluster else { return [] }
        let addresses = cluster.nodes.compactMap(\.address).filter { $0.family == family }
        let ports = [cluster.replication?.port, cluster.tableSync?.port].compactMap(\.self)
        return addresses.flatMap { address in
            ports.map { port in
                FirewallProof(
                    FirewallPacket(
                        from: Endpoint(address, port: 40_000),
                        to: Endpoint(family.ownAddress, port: port)),
                    isAccepted: true, because: "the node \(address)")
            }
        }
    }

    /// Returns the proof that answers reach this host.
    private func answerProof(_ family: AddressFamily) -> FirewallProof {
        FirewallProof(
            FirewallPacket(
                from: Endpoint(family.outsider, port: 53),
                to: Endpoint(family.ownAddress, port: 40_000), .udp, state: .established),
            isAccepted: true, because: "the answers to this host")
    }
}

extension AddressFamily {
    /// The address of a client outside all networks of a document: of those for examples.
    ///
    /// Source: RFC 5737, RFC 9637.
    var outsider: IPAddress {
        switch self {
        case .ipv4: .v4(IPv4Address(rawValue: 0xcb00_71fd))
        case .ipv6: .v6(IPv6Address(high: 0x3fff_ffff_ffff_ffff, low: 0xfd))
        }
    }

    /// The address of a host of which the document has none.
    var ownAddress: IPAddress {
        switch self {
        case .ipv4: .v4(IPv4Address(rawValue: 0xc000_02fe))
        case .ipv6: .v6(IPv6Address(high: 0x3fff_ffff_ffff_fffe, low: 0xfe))
        }
    }
}

extension ServiceKey {
    /// Whether the clients of a service reach this place.
    fileprivate func admits(_ place: Endpoint) -> Bool {
        guard case .listen(.tcp, let endpoint) = self else { return false }
        return (endpoint.port == 0 || endpoint.port == place.port)
            && (endpoint.address == place.address || endpoint.address.isUnspecified)
    }
}
