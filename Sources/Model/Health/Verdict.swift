import Addresses

/// What the checks of a server say of it.
public struct Verdict: Sendable, Hashable, Codable {
    /// Up, down, or not known.
    public var state: State
    /// When that became so.
    ///
    /// **Unit:** milliseconds since 1970.
    public var since: Int64
    /// Why, in words: "connect refused"; empty: nothing is to be said.
    public var reason: String { didSet { reason = reason.clean } }
    /// The weight that its check gives the server while it is up; nil: the document's.
    ///
    /// **Range:** 0...253.
    public var weight: Int?
    /// Checks in a row, up to now, that said nothing about the server.
    public var inconclusive: Int
    /// Checks in a row that it passed, while they are too few for it to replace servers that work;
    /// nil: they are enough, or it is not up.
    public var trial: Int?

    /// Checks in a row without a result after which a verdict is out of date.
    public static let patience = 3

    /// Whether the verdict is out of date: the latest checks had no result.
    public var isOverdue: Bool { inconclusive >= Self.patience }

    /// What a server is.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It works.
        case up
        /// It does not.
        case down
        /// It has not been checked yet.
        case unknown
    }

    /// This verdict.
    public init(
        _ state: State, since: Int64 = 0, reason: String = "", weight: Int? = nil,
        inconclusive: Int = 0
    ) {
        self.state = state
        self.since = since
        self.reason = reason.clean
        self.weight = weight
        self.inconclusive = inconclusive
    }

    /// Whether the table is to be the same with the one as with the other.
    public func means(_ other: Verdict) -> Bool {
        state == other.state && weight == other.weight && (trial == nil) == (other.trial == nil)
    }

    /// A verdict as an earlier version may have kept it: what it did not know has its default.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        state = try values.decode(State.self, forKey: .state)
        since = try values.decode(Int64.self, forKey: .since)
        reason = try values.decode(String.self, forKey: .reason)
        weight = try values.decodeIfPresent(Int.self, forKey: .weight)
        inconclusive = try values.decodeIfPresent(Int.self, forKey: .inconclusive) ?? 0
        trial = try values.decodeIfPresent(Int.self, forKey: .trial)
    }
}

extension Verdict: CustomStringConvertible {
    /// `down: connect refused`; the state alone where there is no reason.
    public var description: String {
        reason.isEmpty ? state.rawValue : "\(state.rawValue): \(reason)"
    }
}

/// The verdicts on the servers of all services.
///
/// **Shape:** a server that is to be checked and is not in it counts as unknown.
public typealias Verdicts = [ServiceKey: [Endpoint: Verdict]]
