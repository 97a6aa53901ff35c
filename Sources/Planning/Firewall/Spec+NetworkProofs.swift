import Addresses
import Model

/// The messages between nodes and within networks that a lock-down must admit.
extension Spec {
    /// Returns an advertisement of the election on each of its interfaces, and a message of the
    /// synchronisation of connections.
    func electionProofs(_ family: AddressFamily) -> [FirewallProof] {
        let nodes = cluster?.nodes.compactMap(\.address) ?? []
        let source = nodes.first { $0.family == family } ?? family.neighbour
        var proofs = electionInterfaces.map { interface in
            FirewallProof(
                FirewallPacket(
                    from: Endpoint(source, port: 0), to: Endpoint(family.electionGroup, port: 0),
                    .vrrp, arrivingAt: interface),
                isAccepted: true, because: "the failover on \(interface)")
        }
        if let sync = cluster?.connectionSync {
            let group = sync.group ?? ConnectionSync.usualGroup
            if group.family == family {
                proofs.append(
                    FirewallProof(
                        FirewallPacket(
                            from: Endpoint(source, port: 40_000),
                            to: Endpoint(group, port: sync.port), .udp,
                            arrivingAt: sync.interface),
                        isAccepted: true, because: "the connection synchronisation"))
            }
        }
        return proofs
    }

    /// Returns the messages without which a network does not work: errors that report the MTU of a
    /// path, group queries, and for IPv6 routers and neighbours.
    ///
    /// Source: RFC 4890, section 4.4.1.
    func networkProofs(_ family: AddressFamily) -> [FirewallProof] {
        func proof(
            _ source: IPAddress, _ destination: IPAddress, _ transport: FirewallProtocol,
            type: UInt8? = nil, _ reason: String
        ) -> FirewallProof {
            FirewallProof(
                FirewallPacket(
                    from: Endpoint(source, port: 0), to: Endpoint(destination, port: 0),
                    transport, icmpType: type),
                isAccepted: true, because: reason)
        }
        let (outsider, own) = (family.outsider, family.ownAddress)
        let (neighbour, group) = (family.neighbour, family.everyNode)
        switch family {
        case .ipv4:
            return [
                proof(outsider, own, .icmp, type: 3, "the discovery of the path MTU"),
                proof(neighbour, group, .igmp, "the group queries"),
            ]
        case .ipv6:
            return [
                proof(outsider, own, .icmpv6, type: 2, "the discovery of the path MTU"),
                proof(neighbour, group, .icmpv6, type: 130, "the group queries"),
                proof(neighbour, group, .icmpv6, type: 134, "the discovery of routers"),
                proof(neighbour, own, .icmpv6, type: 135, "the discovery of neighbours"),
                proof(neighbour, own, .icmpv6, type: 136, "the discovery of neighbours"),
            ]
        }
    }
}

extension AddressFamily {
    /// The address of a host on the same link, outside all networks of a document.
    ///
    /// Source: RFC 5737, RFC 4291 section 2.5.6.
    var neighbour: IPAddress {
        switch self {
        case .ipv4: .v4(IPv4Address(rawValue: 0xc000_02fd))
        case .ipv6: .v6(IPv6Address(high: 0xfe80_0000_0000_0000, low: 0xfd))
        }
    }

    /// The group of all nodes on a link.
    ///
    /// Source: RFC 1112 section 4; RFC 4291 section 2.7.1.
    fileprivate var everyNode: IPAddress {
        switch self {
        case .ipv4: .v4(IPv4Address(rawValue: 0xe000_0001))
        case .ipv6: .v6(IPv6Address(high: 0xff02_0000_0000_0000, low: 1))
        }
    }

    /// The group of the election.
    ///
    /// Source: RFC 9568, section 5.1.1.2 and 5.1.2.2.
    fileprivate var electionGroup: IPAddress {
        switch self {
        case .ipv4: .v4(IPv4Address(rawValue: 0xe000_0012))
        case .ipv6: .v6(IPv6Address(high: 0xff02_0000_0000_0000, low: 0x12))
        }
    }
}
