import Addresses

/// The verdict of a server's checks.
public struct Verdict: Sendable, Hashable, Codable {
    /// Up, down, or unknown.
    public var state: State
    /// The time of the last change of the state.
    ///
    /// **Unit:** milliseconds since 1970.
    public var since: Int64
    /// The reason in words: "connect refused"; empty: none.
    public var reason: String { didSet { reason = reason.clean } }
    /// The weight from its check while it is up; nil: the document's.
    ///
    /// **Range:** 0...253.
    public var weight: Int?
    /// Number of consecutive inconclusive checks up to now.
    public var inconclusive: Int
    /// Number of consecutive passes while they are too few for the server to replace working ones;
    /// nil: they are enough, or the server is not up.
    public var trial: Int?

    /// Consecutive checks without a result after which a verdict is out of date.
    public static let patience = 3

    /// Whether the verdict is out of date: the latest checks had no result.
    public var isOverdue: Bool { inconclusive >= Self.patience }

    /// The state of a server.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// The server works.
        case up
        /// The server does not work.
        case down
        /// The server has not been checked yet.
        case unknown
    }

    /// Creates a verdict.
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

    /// Whether both verdicts lead to the same table.
    public func means(_ other: Verdict) -> Bool {
        state == other.state && weight == other.weight && (trial == nil) == (other.trial == nil)
    }

    /// Decodes a verdict, possibly of an earlier version: missing values have defaults.
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
    /// `down: connect refused`; only the state if there is no reason.
    public var description: String {
        reason.isEmpty ? state.rawValue : "\(state.rawValue): \(reason)"
    }
}

/// The verdicts of the servers of all services.
///
/// **Shape:** a checked server that is missing counts as unknown.
public typealias Verdicts = [ServiceKey: [Endpoint: Verdict]]
