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
    public var reason: String

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
    public init(_ state: State, since: Int64 = 0, reason: String = "") {
        self.state = state
        self.since = since
        self.reason = reason
    }
}

/// The verdicts on the servers of all services.
///
/// **Shape:** a server that is to be checked and is not in it counts as unknown.
public typealias Verdicts = [ServiceKey: [Endpoint: Verdict]]

/// What became of one probe.
public struct CheckResult: Sendable, Hashable, Codable {
    /// When it ended.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// Whether the server did what was asked of it.
    public var passed: Bool
    /// How far it came.
    public var phase: Phase
    /// How long it took.
    public var duration: Duration
    /// What was found: "connect refused", "status 503 instead of 200-399".
    public var reason: String

    /// A part of a probe.
    public enum Phase: String, Sendable, Hashable, Codable, CaseIterable {
        /// A name is looked up.
        case resolve
        /// A connection is opened; for `ping` and `external`, the whole probe.
        case connect
        /// TLS is set up.
        case tls
        /// The question is sent.
        case send
        /// The answer is read.
        case receive
        /// The answer is compared with what is expected.
        case match
    }

    /// This result.
    public init(
        time: Int64, passed: Bool, phase: Phase = .connect, duration: Duration = .zero,
        reason: String = ""
    ) {
        self.time = time
        self.passed = passed
        self.phase = phase
        self.duration = duration
        self.reason = reason
    }
}
