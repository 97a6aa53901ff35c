/// The capacity that a service needs so that its servers carry it and not its fallback.
public struct Quorum: Sendable, Hashable {
    /// The capacity below which the quorum is lost.
    public var low: Amount
    /// The capacity at which the quorum is regained.
    public var high: Amount

    /// A part of a service's servers, measured in weight.
    public enum Amount: Sendable, Hashable {
        /// A sum of the servers' weights.
        case weight(Int)
        /// A share of the weight of all online servers.
        ///
        /// **Unit and range:** percent, 1...100.
        case share(Int)

        /// The weight of this amount of a total, at least 1, rounded up.
        public func weight(of total: Int) -> Int {
            switch self {
            case .weight(let weight): max(1, weight)
            case .share(let percent): max(1, (total * percent + 99) / 100)
            }
        }
    }

    /// Creates a quorum that is lost below the first amount and regained at the second.
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
