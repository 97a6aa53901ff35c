import Addresses

/// One of the servers that do a service's work.
public struct RealServer: Sendable, Hashable {
    /// Unique in its service.
    public var name: String
    /// Where it is.
    public var address: IPAddress
    /// Its port; nil: the one the service listens on.
    public var port: UInt16?
    /// Share of new connections.
    ///
    /// **Range:** 0...65535, default 1; 0: no new connections.
    public var weight: Int
    /// What the operator wants of it.
    ///
    /// Default `online`.
    public var state: ServerState
    /// How packets reach it; nil: as the service says.
    public var forwarding: Forwarding?
    /// Limits on its connections.
    public var connections: ConnectionLimits
    /// What is different in its check; nil: nothing.
    @Rare public var check: Check?
    /// What is different in how it is asked how busy it is; nil: nothing.
    @Rare public var feedback: Feedback?

    /// A server with the defaults, but for what is given.
    public init(
        name: String, address: IPAddress, port: UInt16? = nil, weight: Int = 1,
        state: ServerState = .online, forwarding: Forwarding? = nil,
        connections: ConnectionLimits = ConnectionLimits(), check: Check? = nil,
        feedback: Feedback? = nil
    ) {
        self.name = name
        self.address = address
        self.port = port
        self.weight = weight
        self.state = state
        self.forwarding = forwarding
        self.connections = connections
        self.check = check
        self.feedback = feedback
    }
}

/// What the operator wants of a server.
///
/// The server's weight is kept in all three.
public enum ServerState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It gets its share.
    case online
    /// It stays in the table with weight 0: connections go on, new ones go elsewhere.
    case drain
    /// It is drained, then removed from the table.
    case offline
}

/// Thresholds of connections at one server.
///
/// Source: `ipvsadm(8)`, `-x` and `-y`.
public struct ConnectionLimits: Sendable, Hashable, Codable {
    /// At this number the server gets no more.
    ///
    /// **Range:** 0...65535, 0 (default): no limit.
    public var upper: Int
    /// Below this number it gets connections again.
    ///
    /// **Range:** 0...upper; 0 (default): 3/4 of it.
    public var lower: Int

    /// These limits.
    public init(upper: Int = 0, lower: Int = 0) {
        self.upper = upper
        self.lower = lower
    }
}
