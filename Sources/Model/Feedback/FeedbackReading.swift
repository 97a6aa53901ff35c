import Addresses

/// The known load and wish of a server, from which its weight follows.
public struct FeedbackReading: Sendable, Hashable, Codable {
    /// The idleness in its answers.
    public var idle: Idleness
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

    /// The idleness of a server in percent, 0...100.
    public struct Idleness: Sendable, Hashable, Codable {
        /// The idleness in its latest valid answer; nil: there is none.
        public var raw: Int?
        /// The average over its answers; nil like ``raw``.
        public var smoothed: Int?
        /// The idleness that sets its weight; nil: the scale of its siblings.
        public var applied: Int?

        /// Creates an idleness, by default of a server without an answer.
        public init(raw: Int? = nil, smoothed: Int? = nil, applied: Int? = nil) {
            self.raw = raw
            self.smoothed = smoothed
            self.applied = applied
        }
    }

    /// Creates a reading, by default of a server without an answer.
    public init(
        idle: Idleness = Idleness(), wish: FeedbackAnswer.Wish = .ready,
        ability: FeedbackAnswer.Ability = .up, limit: Int? = nil, missed: Int = 0,
        reason: String = "", answered: Int64? = nil
    ) {
        self.idle = idle
        self.wish = wish
        self.ability = ability
        self.limit = limit
        self.missed = missed
        self.reason = reason.clean
        self.answered = answered
    }

    /// Whether both readings lead to the same table.
    public func means(_ other: FeedbackReading) -> Bool {
        idle.applied == other.idle.applied && wish == other.wish && ability == other.ability
            && limit == other.limit
    }
}

extension FeedbackReading: CustomStringConvertible {
    /// `92/90/88`: raw, smoothed, applied; `-` for unknown values.
    public var description: String {
        [idle.raw, idle.smoothed, idle.applied].map { $0.map { "\($0)" } ?? "-" }.joined(
            separator: "/")
    }
}

/// In its encoded form the idleness has no key of its own: `raw` is beside `wish`.
extension FeedbackReading {
    private enum CodingKeys: CodingKey {
        case wish, ability, limit, missed, reason, answered
    }

    /// Decodes a reading.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            idle: try Idleness(from: decoder),
            wish: try values.decode(FeedbackAnswer.Wish.self, forKey: .wish),
            ability: try values.decode(FeedbackAnswer.Ability.self, forKey: .ability),
            limit: try values.decodeIfPresent(Int.self, forKey: .limit),
            missed: try values.decode(Int.self, forKey: .missed),
            reason: try values.decode(String.self, forKey: .reason),
            answered: try values.decodeIfPresent(Int64.self, forKey: .answered))
    }

    /// Encodes the reading.
    public func encode(to encoder: any Encoder) throws {
        try idle.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(wish, forKey: .wish)
        try values.encode(ability, forKey: .ability)
        try values.encodeIfPresent(limit, forKey: .limit)
        try values.encode(missed, forKey: .missed)
        try values.encode(reason, forKey: .reason)
        try values.encodeIfPresent(answered, forKey: .answered)
    }
}

/// The readings of the servers of all services.
///
/// **Shape:** a server with feedback that is missing has not answered yet.
public typealias FeedbackReadings = ServiceTable<[Endpoint: FeedbackReading]>
