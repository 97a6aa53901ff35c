import Addresses

/// A real server of a service.
public struct RealServer: Sendable, Hashable {
    /// Unique in its service.
    public var name: String
    /// The address.
    public var address: IPAddress
    /// The port; nil: the port of the service.
    public var port: UInt16?
    /// Share of new connections.
    ///
    /// **Range:** 0...65535, default 1; 0: no new connections.
    @Compact public var weight: Int
    /// The wanted state.
    ///
    /// Default `online`.
    public var state: ServerState
    /// The forwarding method; nil: that of the service.
    public var forwarding: Forwarding?
    /// Limits on the number of connections.
    public var connections: ConnectionLimits
    /// The differences of its check from the service's; nil: none.
    @Rare public var check: Check?
    /// Whether it has differences of its own from the service's check.
    public var hasCheck: Bool { _check.isPresent }
    /// The differences of its feedback from the service's; nil: none.
    @Rare public var feedback: Feedback? = nil
    /// Its share while its service is the canary of an edit; nil: no canary concerns it.
    @Rare public var canary: CanaryShare? = nil

    /// Creates a server.
    public init(
        name: String, address: IPAddress, port: UInt16? = nil, weight: Int = 1,
        state: ServerState = .online, forwarding: Forwarding? = nil,
        connections: ConnectionLimits = ConnectionLimits(), check: Check? = nil
    ) {
        self.name = name
        self.address = address
        self.port = port
        self.weight = weight
        self.state = state
        self.forwarding = forwarding
        self.connections = connections
        self.check = check
    }
}
