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
    ///
    /// **Shape:** printable; from a probe, at most ``textLimit`` bytes.
    public var expected: String
    /// The observation: "connection refused (ECONNREFUSED)"; empty: nothing notable.
    ///
    /// **Shape:** like ``expected``.
    public var seen: String
    /// The weight for the server, from an external check that passed; nil: the document's.
    ///
    /// **Range:** 0...253.
    public var weight: Int?

    /// The conclusion of a probe about the server.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// The server met the expectation.
        case passed
        /// The server did not meet the expectation.
        case failed
        /// The probe could not be made for a reason on this machine: no descriptor, no privilege,
        /// no such source address. It does not describe the server and must not count against it.
        case inconclusive
    }

    /// A phase of a probe.
    public enum Phase: String, Sendable, Hashable, Codable, CaseIterable {
        /// The name lookup; checks of addresses never need it.
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
    public var isPassed: Bool { outcome == .passed }

    /// Maximum number of bytes of a probe's expectation and observation.
    public static let textLimit = 160

    /// The finding in words: "expected status 200-399, saw HTTP/1.1 503".
    public var reason: String {
        if expected.isEmpty { return seen }
        return seen.isEmpty ? "expected \(expected)" : "expected \(expected), saw \(seen)"
    }
}

extension CheckResult: CustomStringConvertible {
    /// `failed in match after 2.1 ms: expected status 200, saw HTTP/1.1 404 Not Found`.
    public var description: String {
        let tenths = (duration / .microseconds(100)).rounded() / 10
        var text = "\(outcome.rawValue) in \(phase.rawValue) after \(tenths) ms"
        if !expected.isEmpty { text += ": expected \(expected)" }
        if !seen.isEmpty { text += (expected.isEmpty ? ": " : ", ") + "saw \(seen)" }
        return text
    }
}
