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
    public var weight: Int
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
    /// The differences of its feedback from the service's; nil: none.
    @Rare public var feedback: Feedback? = nil

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

/// The operator's wish for a server.
///
/// The weight is kept in all three.
public enum ServerState: String, Sendable, Hashable, Codable, CaseIterable {
    /// The server gets its share.
    case online
    /// The server stays in the table with weight 0: open connections continue, new ones go to
    /// others.
    case drain
    /// The server is drained, then removed from the table.
    case offline
}

/// Thresholds on the number of connections of a server.
///
/// Source: `ipvsadm(8)`, `-x` and `-y`.
public struct ConnectionLimits: Sendable, Hashable, Codable {
    /// Number of connections at which the server gets no more.
    ///
    /// **Range:** 0...65535, 0 (default): no limit.
    public var upper: Int
    /// Number of connections below which the server gets connections again.
    ///
    /// **Range:** 0...upper; 0 (default): 3/4 of it.
    public var lower: Int

    /// Creates limits.
    public init(upper: Int = 0, lower: Int = 0) {
        self.upper = upper
        self.lower = lower
    }
}
