import Addresses

/// What is known of how busy a server is, and of what it wishes: what its weight follows.
public struct FeedbackReading: Sendable, Hashable, Codable {
    /// How idle it was by its latest answer; nil: there is none that still counts.
    ///
    /// **Unit and range:** percent, 0...100.
    public var raw: Int?
    /// The average over its answers; nil as ``raw``.
    public var smoothed: Int?
    /// What its weight is made of; nil: its siblings' scale.
    public var applied: Int?
    /// The wish in its latest answer that still counts.
    public var wish: FeedbackAnswer.Wish
    /// Whether it said that it can work, in its latest answer that still counts.
    public var ability: FeedbackAnswer.Ability
    /// Most connections that it takes, by that answer; nil: as the document says.
    public var limit: Int?
    /// Polls in a row, up to now, without an answer.
    public var missed: Int
    /// What it said last of the reason, or why there was no answer; empty: nothing.
    public var reason: String
    /// When it answered last.
    ///
    /// **Unit:** milliseconds since 1970; nil: never.
    public var answered: Int64?

    /// A server of which nothing is known, but for what is given.
    public init(
        raw: Int? = nil, smoothed: Int? = nil, applied: Int? = nil,
        wish: FeedbackAnswer.Wish = .ready, ability: FeedbackAnswer.Ability = .up,
        limit: Int? = nil, missed: Int = 0, reason: String = "", answered: Int64? = nil
    ) {
        self.raw = raw
        self.smoothed = smoothed
        self.applied = applied
        self.wish = wish
        self.ability = ability
        self.limit = limit
        self.missed = missed
        self.reason = reason
        self.answered = answered
    }

    /// Whether the table may be the same with the one as with the other.
    public func means(_ other: FeedbackReading) -> Bool {
        applied == other.applied && wish == other.wish && ability == other.ability
            && limit == other.limit
    }
}

extension FeedbackReading: CustomStringConvertible {
    /// `92/90/88`: raw, smoothed, applied; `-` where nothing is known.
    public var description: String {
        [raw, smoothed, applied].map { $0.map { "\($0)" } ?? "-" }.joined(separator: "/")
    }
}

/// What is known of the servers of all services.
///
/// **Shape:** a server that is asked and is not in it has not answered yet.
public typealias FeedbackReadings = [ServiceKey: [Endpoint: FeedbackReading]]
