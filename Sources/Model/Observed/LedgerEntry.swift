import Addresses

/// The entry of an owned service.
public struct LedgerEntry: Sendable, Hashable, Codable {
    /// The policy by which its destinations leave.
    public var drain: DrainPolicy
    /// Destinations that are leaving, with the start of their drain.
    public var draining: [Endpoint: Moment]
    /// The last destination that replaced its servers, while it exists; nil: none.
    public var fallback: Endpoint?
    /// Servers without connections by the document; nil: not recorded by an earlier version.
    public var outByHand: Set<Endpoint>?
    /// The service's name in the document; nil: not recorded by an earlier version.
    public var name: String?

    /// Creates an entry with this policy.
    public init(
        drain: DrainPolicy = DrainPolicy(), draining: [Endpoint: Moment] = [:],
        fallback: Endpoint? = nil, name: String? = nil, outByHand: Set<Endpoint>? = nil
    ) {
        self.outByHand = outByHand
        self.name = name
        self.drain = drain
        self.draining = draining
        self.fallback = fallback
    }

    /// Writes the entry; servers in their order.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(drain, forKey: .drain)
        try values.encode(draining, forKey: .draining)
        try values.encodeIfPresent(fallback, forKey: .fallback)
        try values.encodeIfPresent(outByHand?.sorted(), forKey: .outByHand)
        try values.encodeIfPresent(name, forKey: .name)
    }
}
