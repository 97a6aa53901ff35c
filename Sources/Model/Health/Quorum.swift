/// How much of a service has to work, so that its servers carry it and not its fallback.
public struct Quorum: Sendable, Hashable {
    /// With less than this the quorum is lost.
    public var low: Amount
    /// With this much it is regained.
    public var high: Amount

    /// A part of a service's servers, measured in weight.
    public enum Amount: Sendable, Hashable {
        /// So much weight, summed over servers.
        case weight(Int)
        /// A share of the weight of all servers that are to be online.
        ///
        /// **Unit and range:** percent, 1...100.
        case share(Int)

        /// The weight that this is of a total, at least 1; a part of a unit counts as a whole one.
        public func weight(of total: Int) -> Int {
            switch self {
            case .weight(let weight): max(1, weight)
            case .share(let percent): max(1, (total * percent + 99) / 100)
            }
        }
    }

    /// Lost below the one, regained at the other.
    public init(low: Amount = .weight(1), high: Amount? = nil) {
        self.low = low
        self.high = high ?? low
    }
}

extension Quorum.Amount: CustomStringConvertible {
    /// `2`, `30%`.
    public var description: String {
        switch self {
        case .weight(let weight): "\(weight)"
        case .share(let percent): "\(percent)%"
        }
    }
}

/// Where a service stands with its quorum.
public struct QuorumState: Sendable, Hashable, Codable {
    /// Whether it is lost: then the fallback, where there is one, has the service alone.
    public var isLost: Bool
    /// Weight of the servers that are to be online and work.
    public var available: Int
    /// Weight of all servers that are to be online.
    public var total: Int
    /// It is lost below this weight.
    public var low: Int
    /// It is regained at this weight.
    public var high: Int

    /// This state.
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
