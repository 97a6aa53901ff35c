/// What became of one probe.
public struct CheckResult: Sendable, Hashable, Codable {
    /// When it ended.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// What it says of the server.
    public var outcome: Outcome
    /// How far it came.
    public var phase: Phase
    /// How long it took.
    public var duration: Duration
    /// What was expected in that phase: "status 200-399"; empty where that is plain.
    public var expected: String
    /// What was seen: "connection refused (ECONNREFUSED)"; empty: nothing worth a word.
    public var seen: String
    /// The weight that it gives the server; nil: the document's.
    ///
    /// **Range:** 0...253.
    public var weight: Int?

    /// What a probe says of the server.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// It did what was asked of it.
        case passed
        /// It did not.
        case failed
        /// Nothing: the probe could not be made, for a reason on this machine.
        case inconclusive
    }

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
        time: Int64, _ outcome: Outcome, phase: Phase = .connect, duration: Duration = .zero,
        expected: String = "", seen: String = "", weight: Int? = nil
    ) {
        self.time = time
        self.outcome = outcome
        self.phase = phase
        self.duration = duration
        self.expected = expected.clean
        self.seen = seen.clean
        self.weight = weight
    }

    /// Whether the server did what was asked of it.
    public var passed: Bool { outcome == .passed }

    /// What was found, in words: "expected status 200-399, saw HTTP/1.1 503".
    public var reason: String {
        if expected.isEmpty { return seen }
        return seen.isEmpty ? "expected \(expected)" : "expected \(expected), saw \(seen)"
    }
}
