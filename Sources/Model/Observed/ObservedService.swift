import Addresses

/// A service in the kernel.
public struct ObservedService: Sendable, Hashable {
    /// Identity and configuration.
    public var service: VirtualService
    /// Destinations by endpoint.
    public var destinations: [Endpoint: ObservedDestination]
    /// Totals and rates.
    public var counters: TrafficCounters

    /// Creates a service with these destinations.
    public init(
        service: VirtualService, destinations: [Endpoint: ObservedDestination] = [:],
        counters: TrafficCounters = TrafficCounters()
    ) {
        self.service = service
        self.destinations = destinations
        self.counters = counters
    }
}
