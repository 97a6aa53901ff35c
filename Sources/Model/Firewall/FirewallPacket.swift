import Addresses

/// A packet on its way through the firewall.
public struct FirewallPacket: Sendable, Hashable {
    /// The source, with port 0 where the protocol has no ports.
    public var source: Endpoint
    /// The destination, with port 0 where the protocol has no ports.
    public var destination: Endpoint
    /// The protocol.
    public var transport: FirewallProtocol
    /// The type of an ICMP message; nil: another protocol.
    public var icmpType: UInt8?
    /// The interface of arrival; nil: unknown, but not the loopback interface.
    public var inInterface: String?
    /// The interface of departure; nil: unknown, but not the loopback interface.
    public var outInterface: String?
    /// The state of its connection.
    public var state: ConnectionState
    /// The translations of its connection, SNAT and DNAT.
    public var translations: Set<ConnectionState> = []
    /// The firewall mark.
    public var mark: UInt32 = 0
    /// Whether the source is in a set of the kernel, by its name; sets that are missing are
    /// unknown.
    public var memberships: [String: Bool] = [:]

    /// Creates a packet.
    public init(
        from source: Endpoint, to destination: Endpoint, _ transport: FirewallProtocol = .tcp,
        icmpType: UInt8? = nil, arrivingAt interface: String? = nil,
        state: ConnectionState = .new
    ) {
        self.source = source
        self.destination = destination
        self.transport = transport
        self.icmpType = icmpType
        inInterface = interface
        self.state = state
    }
}

extension FirewallPacket: CustomStringConvertible {
    /// `tcp 198.51.100.7:40000 -> 10.0.0.100:80`.
    public var description: String {
        let name = transport.description
        if transport.hasPorts { return "\(name) \(source) -> \(destination)" }
        let type = icmpType.map { " type \($0)" } ?? ""
        return "\(name)\(type) \(source.address) -> \(destination.address)"
    }
}
