import Addresses

/// A destination that waits for the end of its connections.
public struct DrainingDestination: Sendable, Hashable, Codable {
    /// The service.
    public var service: ServiceKey
    /// The endpoint.
    public var endpoint: Endpoint
    /// Its open connections.
    public var connections: ConnectionCounts
    /// The start of the drain.
    public var since: Moment
    /// The time at which it is removed even with connections; nil: never.
    public var deadline: Moment?

    /// Creates an entry for a leaving destination.
    public init(
        service: ServiceKey, endpoint: Endpoint, connections: ConnectionCounts, since: Moment,
        deadline: Moment?
    ) {
        self.service = service
        self.endpoint = endpoint
        self.connections = connections
        self.since = since
        self.deadline = deadline
    }
}
