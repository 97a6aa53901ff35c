import Addresses

/// The verdict of a server's checks.
public struct Verdict: Sendable, Hashable, Codable {
    /// The time of the last change of the state.
    ///
    /// **Unit:** milliseconds since 1970.
    public var since: Int64
    /// The reason in words: "connect refused"; empty: none.
    public var reason: String { didSet { reason = reason.clean } }
    /// The weight from its check while it is up; nil: the document's.
    ///
    /// **Range:** 0...253.
    public var weight: Int? {
        get { packedWeight == .min ? nil : Int(packedWeight) }
        set { packedWeight = newValue.map { max(Int16(clamping: $0), .min + 1) } ?? .min }
    }
    /// Number of consecutive inconclusive checks up to now.
    public var inconclusive: Int {
        get { Int(packedInconclusive) }
        set { packedInconclusive = Int32(clamping: newValue) }
    }
    /// Number of consecutive passes while they are too few for the server to replace working ones;
    /// nil: they are enough, or the server is not up.
    public var trial: Int? {
        get { packedTrial == .min ? nil : Int(packedTrial) }
        set { packedTrial = newValue.map { max(Int32(clamping: $0), .min + 1) } ?? .min }
    }
    /// ``inconclusive`` in 4 bytes: there are two verdicts of each server in memory.
    private var packedInconclusive: Int32 = 0
    /// ``trial``; the least number: nil.
    private var packedTrial: Int32 = .min
    /// ``weight``; the least number: nil.
    private var packedWeight: Int16 = .min
    /// Up, down, or unknown.
    public var state: State

    /// Consecutive checks without a result after which a verdict is out of date.
    public static let patience = 3

    /// Whether the verdict is out of date: the latest checks had no result.
    public var isOverdue: Bool { inconclusive >= Self.patience }

    /// Whether the next checks decide if the server works: it had none yet, or too few to replace
    /// working ones.
    public var awaitsProof: Bool {
        switch state {
        case .unknown: !isOverdue
        case .up: trial != nil
        case .down: false
        }
    }

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

    private enum CodingKeys: CodingKey {
        case state, since, reason, weight, inconclusive, trial
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

    /// Encodes the verdict; missing values have no key.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(state, forKey: .state)
        try values.encode(since, forKey: .since)
        try values.encode(reason, forKey: .reason)
        try values.encodeIfPresent(weight, forKey: .weight)
        try values.encode(inconclusive, forKey: .inconclusive)
        try values.encodeIfPresent(trial, forKey: .trial)
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
public typealias Verdicts = ServiceTable<[Endpoint: Verdict]>
