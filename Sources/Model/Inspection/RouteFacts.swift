import Addresses

/// The route of a packet.
public struct RouteFacts: Sendable, Equatable {
    /// The interface by which it leaves.
    public var interface: String
    /// The next router; nil: the destination is in the network of the interface.
    public var gateway: IPAddress?
    /// The largest packet of the route, in bytes; nil: that of the interface.
    public var mtu: Int?
    /// The largest TCP segment that is offered to the destination, in bytes (`advmss`); nil: the
    /// largest packet without its headers.
    public var segment: Int?
    /// Whether the destination is this host.
    public var isLocal = false
    /// The number of its table; nil: unknown.
    public var table: UInt32?

    /// Creates a route.
    public init(
        interface: String, gateway: IPAddress? = nil, mtu: Int? = nil, segment: Int? = nil
    ) {
        self.interface = interface
        self.gateway = gateway
        self.mtu = mtu
        self.segment = segment
    }
}
