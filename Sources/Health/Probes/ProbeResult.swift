public import Model

/// What one run of a probe found.
public struct ProbeResult: Sendable, Hashable {
    /// How far a check came.
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        /// The name is looked up; checks of addresses never are here.
        case resolve
        /// The connection is made.
        case connect
        /// The TLS handshake.
        case tls
        /// The request goes out.
        case send
        /// The reply comes in.
        case receive
        /// The reply is compared with what is expected.
        case match
    }

    /// What is concluded.
    public enum Outcome: String, Sendable, Hashable {
        /// The server does what is expected of it.
        case passed
        /// It does not.
        case failed
        /// The check could not be made for a reason on this machine: no descriptor, no privilege,
        /// no such source address. It says nothing about the server and must not count against it.
        case inconclusive
    }

    /// What is concluded.
    public let outcome: Outcome
    /// The last phase that was reached.
    public let phase: Phase
    /// What was expected in that phase, at most `textLimit` bytes; empty when that is plain.
    public let expected: String
    /// What was seen instead, or as well; at most `textLimit` bytes, printable.
    public let seen: String
    /// The weight that an external check gives a server that passes; nil: the document's.
    public let weight: Int?
    /// What an agent says; nil: it was no question to an agent, or there is no answer.
    public let answer: FeedbackAnswer?
    /// From the start to the conclusion.
    public let duration: Duration

    /// A conclusion with how long it took.
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

    /// Bytes of `expected` and `seen`, at most.
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
