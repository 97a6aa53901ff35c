extension ObservedService: Codable {
    private enum Key: CodingKey { case servers, counters }

    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            service: try VirtualService(from: decoder),
            destinations: try values.unique(
                ObservedDestination.self, forKey: .servers, by: \.destination.endpoint),
            counters: try values.decode(TrafficCounters.self, forKey: .counters))
    }

    /// Writes the service with its servers in their order.
    public func encode(to encoder: any Encoder) throws {
        try service.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        let servers = destinations.values.sorted {
            $0.destination.endpoint < $1.destination.endpoint
        }
        try values.encode(servers, forKey: .servers)
        try values.encode(counters, forKey: .counters)
    }
}

extension ObservedDestination: Codable {
    private enum Key: CodingKey { case connections, counters }

    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            destination: try Destination(from: decoder),
            connections: try values.decode(ConnectionCounts.self, forKey: .connections),
            counters: try values.decode(TrafficCounters.self, forKey: .counters))
    }

    /// Writes the server with its connections.
    public func encode(to encoder: any Encoder) throws {
        try destination.encode(to: encoder)
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(connections, forKey: .connections)
        try values.encode(counters, forKey: .counters)
    }
}
