/// A destination in the kernel.
public struct ObservedDestination: Sendable, Hashable {
    /// Identity and configuration.
    public var destination: Destination
    /// Current connections.
    public var connections: ConnectionCounts
    /// Totals and rates.
    public var counters: TrafficCounters {
        get { traffic ?? TrafficCounters() }
        set { traffic = newValue == TrafficCounters() ? nil : newValue }
    }
    /// The counters; nil: all are 0, as they are of most servers in a large table.
    @Rare private var traffic: TrafficCounters? = nil

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
