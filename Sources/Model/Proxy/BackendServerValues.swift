import Addresses

/// The values of a server that a worker changes without a reload.
public struct BackendServerValues: Sendable, Hashable {
    /// Its address and port; nil: HAProxy has not resolved its name, or it is a Unix socket.
    public var endpoint: Endpoint?
    /// Its share of new connections: 0...256.
    public var weight: Int
    /// The state that the operator wants.
    public var state: BackendServer.State
    /// Most connections at a time; nil: any number.
    public var limit: Int?
    /// Whether HAProxy counts it as up.
    public var isUp: Bool
    /// Whether its agent is asked; nil: it has none, or this version of HAProxy does not report it.
    public var isAsked: Bool?

    /// These values.
    public init(
        endpoint: Endpoint?, weight: Int, state: BackendServer.State = .online, limit: Int? = nil,
        isUp: Bool = true, isAsked: Bool? = nil
    ) {
        self.endpoint = endpoint
        self.weight = weight
        self.state = state
        self.limit = limit
        self.isUp = isUp
        self.isAsked = isAsked
    }

    /// Whether the operator lets it have new connections.
    public var getsConnections: Bool { weight > 0 && state == .online }
}
