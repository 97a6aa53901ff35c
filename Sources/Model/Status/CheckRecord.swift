/// The checks of one server: the target, the settings that decide its verdict, and the results.
public struct CheckRecord: Sendable, Codable, Hashable {
    /// The kind of check and the address that it asks: "negotiate http at 10.0.1.11:80".
    public var target: String
    /// Current time between two checks, in milliseconds.
    public var interval: Int
    /// Failures in a row after which the server is down.
    public var fall: Int
    /// Passes in a row after which the server is up, according to the document.
    public var rise: Int
    /// Passes in a row after which the server is up, increased by flap damping.
    public var passesNeeded: Int
    /// The verdict of the results so far.
    public var verdict: Verdict
    /// Results in a row that contradict the verdict.
    public var contradictions: Int
    /// The latest results, oldest first; at most 20.
    public var results: [Result]

    /// The result of one check.
    public struct Result: Sendable, Codable, Hashable {
        /// The end of the check, in milliseconds since 1970.
        public var time: Int64
        /// The conclusion about the server.
        public var outcome: CheckResult.Outcome
        /// The last phase that was reached.
        public var phase: CheckResult.Phase
        /// The duration in microseconds.
        public var duration: Int
        /// The expected reply; nil: it is obvious.
        public var expected: String?
        /// The reply; nil: nothing notable.
        public var seen: String?
        /// The weight for the server; nil: the document's.
        public var weight: Int?

        /// This result.
        public init(_ result: CheckResult) {
            time = result.time
            outcome = result.outcome
            phase = result.phase
            duration = Int(result.duration / .microseconds(1))
            expected = result.expected.isEmpty ? nil : result.expected
            seen = result.seen.isEmpty ? nil : result.seen
            weight = result.weight
        }

        /// The finding in words: "expected status 200-399, saw HTTP/1.1 503".
        public var reason: String {
            CheckResult(time: time, outcome, expected: expected ?? "", seen: seen ?? "").reason
        }
    }

    /// Creates a record.
    ///
    /// - Parameters:
    ///   - check: the check of the server.
    ///   - passesNeeded: the passes that flap damping requires of it.
    ///   - results: oldest first.
    public init(
        of check: ServerCheck, verdict: Verdict, contradictions: Int, passesNeeded: Int,
        results: some Sequence<CheckResult>
    ) {
        if case .probe(let question, let endpoint, _) = check.mode {
            target = "\(question.word) at \(endpoint)"
            let timing = check.timing
            let pause = verdict.state == .down ? timing.downInterval : timing.interval
            interval = Int(pause / .milliseconds(1))
        } else {
            (target, interval) = ("no server", 0)
        }
        fall = check.fall
        rise = check.rise
        self.passesNeeded = passesNeeded
        self.verdict = verdict
        self.contradictions = contradictions
        self.results = results.map(Result.init)
    }
}

extension ServerCheck.Question {
    /// The document's word for the kind of check.
    fileprivate var word: String {
        switch self {
        case .connect: "connect"
        case .negotiate(let conversation): "negotiate \(conversation.word)"
        case .connects(let count, let conversation):
            "\(count) connects, then negotiate \(conversation.word)"
        case .ping: "ping"
        case .udp: "udp"
        case .external(let command, _, _, _): "external \(command)"
        }
    }
}

extension Conversation {
    /// The document's word for the protocol.
    fileprivate var word: String {
        switch self {
        case .http(_, let tls): tls == nil ? "http" : "https"
        case .tcp: "tcp"
        case .dialogue(let dialogue): dialogue.service.rawValue
        case .none: "none"
        }
    }
}
