import Addresses

/// A real server in IPVS: identity (its endpoint, within a service) and configuration.
public struct Destination: Sendable, Hashable, Codable {
    /// Its identity within the service.
    public var endpoint: Endpoint
    /// The forwarding method.
    public var forwarding: Forwarding
    /// Share of new connections.
    ///
    /// **Range:** 0...65535; 0: no new connections.
    @Compact public var weight: Int
    /// Limits on its connections.
    public var limits: ConnectionLimits

    /// Creates a destination.
    public init(
        endpoint: Endpoint, forwarding: Forwarding = .gate, weight: Int = 1,
        limits: ConnectionLimits = ConnectionLimits()
    ) {
        self.endpoint = endpoint
        self.forwarding = forwarding
        self.weight = weight
        self.limits = limits
    }
}
