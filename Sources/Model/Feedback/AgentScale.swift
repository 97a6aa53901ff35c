/// The scale of the weights of a proxy's servers, at least one of which has an agent.
///
/// HAProxy multiplies a weight by the percentage of an agent, in whole numbers and rounded down: 99
/// % of weight 1 is 0, which is a drain. So all weights of the section are multiplied by the same
/// factor, up to HAProxy's largest weight.
///
/// Source: HAProxy's `server_parse_weight_change_request`.
public struct AgentScale: Sendable, Hashable {
    /// The largest weight of the document's servers.
    ///
    /// **Range:** 1...256.
    public let largest: Int

    /// HAProxy's largest weight.
    public static let limit = 256

    /// Creates the scale for the largest weight of the document; nil outside the range.
    public init?(largest: Int) {
        guard (1...Self.limit).contains(largest) else { return nil }
        self.largest = largest
    }

    /// Converts a weight of the document to HAProxy's: 0 for 0 only.
    public func scaled(_ weight: Int) -> Int {
        guard weight > 0 else { return 0 }
        return max(1, (weight * Self.limit + largest / 2) / largest)
    }

    /// Converts a weight of HAProxy to the document's: 0 for 0 only.
    ///
    /// It restores each weight of a document that ``scaled(_:)`` has converted.
    public func written(_ weight: Int) -> Int {
        guard weight > 0 else { return 0 }
        return max(1, (weight * largest + Self.limit / 2) / Self.limit)
    }

    /// The smallest weight of the document of which an agent's 1 % is above 0.
    public var leastSafe: Int { (1...largest).first { least(of: $0) <= 1 } ?? largest }

    /// The smallest percentage of an agent at which a server with this weight gets requests.
    ///
    /// **Unit and range:** percent, 1...100.
    public func least(of weight: Int) -> Int {
        let scaled = scaled(weight)
        return scaled > 0 ? (100 + scaled - 1) / scaled : 100
    }
}

extension Proxy {
    /// The scale of its own servers' weights; nil: no agent changes any of them.
    ///
    /// For the servers of a route it is that of the proxy's part for the route.
    public var agentScale: AgentScale? {
        guard servers.contains(where: { feedback(of: $0) != nil }) else { return nil }
        return AgentScale(largest: servers.map(\.weight).max() ?? 0)
    }
}
