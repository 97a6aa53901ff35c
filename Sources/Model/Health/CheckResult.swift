/// The result of one probe.
public struct CheckResult: Sendable, Hashable, Codable {
    /// The end of the probe.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// The conclusion about the server.
    public var outcome: Outcome
    /// The last phase that was reached.
    public var phase: Phase
    /// The duration of the probe.
    public var duration: Duration
    /// The expectation of that phase: "status 200-399"; empty when it is obvious.
    public var expected: String
    /// The observation: "connection refused (ECONNREFUSED)"; empty: nothing notable.
    public var seen: String
    /// The weight for the server; nil: the document's.
    ///
    /// **Range:** 0...253.
    public var weight: Int?

    /// The conclusion of a probe about the server.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The server met the expectation.
        case passed
        /// The server did not meet the expectation.
        case failed
        /// The probe could not be made, for a reason on this machine.
        case inconclusive
    }

    /// A phase of a probe.
    public enum Phase: String, Sendable, Hashable, Codable, CaseIterable {
        /// The name lookup.
        case resolve
        /// Opening a connection; for `ping` and `external`, the whole probe.
        case connect
        /// The TLS handshake.
        case tls
        /// Sending the request.
        case send
        /// Receiving the reply.
        case receive
        /// Comparing the reply with the expected one.
        case match
    }

    /// Creates a result.
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

    /// Whether the server met the expectation.
    public var passed: Bool { outcome == .passed }

    /// The finding in words: "expected status 200-399, saw HTTP/1.1 503".
    public var reason: String {
        if expected.isEmpty { return seen }
        return seen.isEmpty ? "expected \(expected)" : "expected \(expected), saw \(seen)"
    }
}
