public import Model

/// The result of one probe.
public struct ProbeResult: Sendable, Hashable {
    /// The last phase that a check reached.
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        /// The name lookup; checks of addresses never need it.
        case resolve
        /// Opening the connection.
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

    /// The conclusion.
    public enum Outcome: String, Sendable, Hashable {
        /// The server meets the expectation.
        case passed
        /// The server does not meet the expectation.
        case failed
        /// The check could not be made for a reason on this machine: no descriptor, no privilege,
        /// no such source address. It does not describe the server and must not count against it.
        case inconclusive
    }

    /// The conclusion.
    public let outcome: Outcome
    /// The last phase that was reached.
    public let phase: Phase
    /// The expectation of that phase, at most `textLimit` bytes; empty when it is obvious.
    public let expected: String
    /// The observation, at most `textLimit` bytes, printable.
    public let seen: String
    /// The weight from an external check that passed; nil: the document's weight.
    public let weight: Int?
    /// An agent's answer; nil: the probe was no request to an agent, or had no answer.
    public let answer: FeedbackAnswer?
    /// Duration from the start to the conclusion.
    public let duration: Duration

    /// Creates a result.
    public init(
        _ outcome: Outcome, phase: Phase, expected: String = "", seen: String = "",
        weight: Int? = nil, answer: FeedbackAnswer? = nil, duration: Duration
    ) {
        self.outcome = outcome
        self.phase = phase
        self.expected = expected
        self.seen = seen
        self.weight = weight
        self.answer = answer
        self.duration = duration
    }

    init(_ finding: Finding, duration: Duration) {
        self.init(
            finding.outcome, phase: finding.phase, expected: finding.expected,
            seen: finding.seen, weight: finding.weight, answer: finding.answer, duration: duration)
    }

    /// Whether the server passed.
    public var isPassed: Bool { outcome == .passed }

    /// Maximum number of bytes of `expected` and `seen`.
    public static let textLimit = 160
}

extension ProbeResult: CustomStringConvertible {
    /// `failed in match after 2.1 ms: expected status 200, saw HTTP/1.1 404 Not Found`.
    public var description: String {
        let tenths = (duration / .microseconds(100)).rounded() / 10
        var text = "\(outcome.rawValue) in \(phase.rawValue) after \(tenths) ms"
        if !expected.isEmpty { text += ": expected \(expected)" }
        if !seen.isEmpty { text += (expected.isEmpty ? ": " : ", ") + "saw \(seen)" }
        return text
    }
}
