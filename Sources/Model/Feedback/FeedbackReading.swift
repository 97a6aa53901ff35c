import Addresses

/// The known load and wish of a server, from which its weight follows.
public struct FeedbackReading: Sendable, Hashable, Codable {
    /// The idleness in its latest valid answer; nil: there is none.
    ///
    /// **Unit and range:** percent, 0...100.
    public var raw: Int?
    /// The average over its answers; nil like ``raw``.
    public var smoothed: Int?
    /// The idleness that sets its weight; nil: the scale of its siblings.
    public var applied: Int?
    /// The wish in its latest valid answer.
    public var wish: FeedbackAnswer.Wish
    /// The ability in its latest valid answer.
    public var ability: FeedbackAnswer.Ability
    /// The maximum number of connections in that answer; nil: the document's limit.
    public var limit: Int?
    /// Number of consecutive failed requests up to now.
    public var missed: Int
    /// The reason in its last answer, or the reason for a missing answer; empty: none.
    public var reason: String { didSet { reason = reason.clean } }
    /// The time of its last answer.
    ///
    /// **Unit:** milliseconds since 1970; nil: never.
    public var answered: Int64?

    /// Creates a reading, by default of a server without an answer.
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
        self.reason = reason.clean
        self.answered = answered
    }

    /// Whether both readings lead to the same table.
    public func means(_ other: FeedbackReading) -> Bool {
        applied == other.applied && wish == other.wish && ability == other.ability
            && limit == other.limit
    }
}

extension FeedbackReading: CustomStringConvertible {
    /// `92/90/88`: raw, smoothed, applied; `-` for unknown values.
    public var description: String {
        [raw, smoothed, applied].map { $0.map { "\($0)" } ?? "-" }.joined(separator: "/")
    }
}

/// The readings of the servers of all services.
///
/// **Shape:** a server with feedback that is missing has not answered yet.
public typealias FeedbackReadings = [ServiceKey: [Endpoint: FeedbackReading]]
