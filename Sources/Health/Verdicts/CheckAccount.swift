import Model

/// What checks have found of one server, beside what it takes to change the verdict.
public struct CheckAccount: Sendable, Hashable, Codable {
    /// The verdict, the latest results and the counters.
    public var machine: VerdictMachine
    /// Failures in a row until it is down.
    public var fall: Int
    /// Passes in a row until it is up, as the document says.
    public var rise: Int
    /// The same with damping, which asks for more of a server that came and went.
    public var passesNeeded: Int
    /// Whom the check asks.
    public var asked: String
    /// Time between two checks as things are.
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
    /// The document's word for it.
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
    /// The document's word for what is spoken.
    fileprivate var word: String {
        switch self {
        case .http(_, let tls): tls == nil ? "http" : "https"
        case .tcp: "tcp"
        case .dialogue(let dialogue): dialogue.service.rawValue
        case .none: "none"
        }
    }
}
