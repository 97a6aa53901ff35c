/// A destination in the kernel.
public struct ObservedDestination: Sendable, Hashable {
    /// Identity and configuration.
    public var destination: Destination
    /// Current connections.
    public var connections: ConnectionCounts
    /// Totals and rates.
    public var counters: TrafficCounters

    /// Creates a destination with these connections.
    public init(
        destination: Destination, connections: ConnectionCounts = ConnectionCounts(),
        counters: TrafficCounters = TrafficCounters()
    ) {
        self.destination = destination
        self.connections = connections
        self.counters = counters
    }
}
