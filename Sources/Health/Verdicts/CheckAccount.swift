import Model

/// The results of one server's checks, with the settings that decide the verdict.
public struct CheckAccount: Sendable, Hashable, Codable {
    /// The verdict, the latest results and the counters.
    public var machine: VerdictMachine
    /// Consecutive failures after which the server is down.
    public var fall: Int
    /// Consecutive passes after which the server is up, according to the document.
    public var rise: Int
    /// Consecutive passes after which the server is up, increased by flap damping.
    public var passesNeeded: Int
    /// The target of the check.
    public var asked: String
    /// Current time between two checks.
    public var interval: Duration

    init(machine: VerdictMachine, check: ServerCheck) {
        self.machine = machine
        fall = check.fall
        rise = check.rise
        passesNeeded = machine.passesNeeded(by: check)
        let isDown = machine.verdict.state == .down
        asked = check.inquiry.map { "\($0.question.word) at \($0.endpoint)" } ?? "nobody"
        interval = check.inquiry.map { isDown ? $0.downInterval : $0.interval } ?? .zero
    }
}

extension Inquiry.Question {
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
