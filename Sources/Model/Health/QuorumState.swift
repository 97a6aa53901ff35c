/// The state of a service's quorum.
public struct QuorumState: Sendable, Hashable, Codable {
    /// Whether the quorum is lost, so that a fallback serves all clients.
    public var isLost: Bool
    /// Weight of the online servers that work.
    public var available: Int
    /// Weight of all online servers.
    public var total: Int
    /// The weight below which the quorum is lost.
    public var low: Int
    /// The weight at which the quorum is regained.
    public var high: Int

    /// Creates a state.
    public init(isLost: Bool, available: Int, total: Int, low: Int, high: Int) {
        self.isLost = isLost
        self.available = available
        self.total = total
        self.low = low
        self.high = high
    }
}

extension QuorumState: CustomStringConvertible {
    /// `weight 1 of 4 works, regained at 2`, `weight 3 of 4 works, lost below 2`.
    public var description: String {
        "weight \(available) of \(total) works, "
            + (isLost ? "regained at \(high)" : "lost below \(low)")
    }
}
