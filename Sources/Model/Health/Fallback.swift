import Addresses

/// What serves the clients of a service when all of its servers are down.
public struct Fallback: Sendable, Hashable, Codable {
    /// Where it is.
    public var address: IPAddress
    /// Its port; nil: the one the service listens on.
    public var port: UInt16?
    /// How packets reach it.
    ///
    /// Default `gate`.
    public var forwarding: Forwarding

    /// A fallback at this place.
    public init(address: IPAddress, port: UInt16? = nil, forwarding: Forwarding = .gate) {
        self.address = address
        self.port = port
        self.forwarding = forwarding
    }
}
