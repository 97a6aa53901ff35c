/// A step as programs read it, an element of `steps` in `ballast plan --json`.
public struct StepRecord: Sendable, Hashable, Codable {
    /// The effect: add, change, remove, or announce where nothing changes here.
    public var action: String
    /// The kind of object: service, server, address, sysctl, setting, timeouts, syncDaemon,
    /// firewall, network, haproxy, proxyServer, certificate.
    public var kind: String
    /// The object: "server 10.0.0.11:80 in tcp 10.0.0.1:80".
    public var subject: String
    /// Its values before the step; nil: it is not there, or they are not known.
    public var from: [String: StepValue]?
    /// Its values after the step; nil: it is not there any more.
    public var to: [String: StepValue]?
    /// The worst that the step may do to clients.
    public var risk: Risk
    /// Its part of the plan; parts are applied in order.
    public var phase: String
    /// Objects without which it is not tried.
    public var requires: [String]
    /// The line that `ballast plan` prints.
    public var line: String
    /// The differences that a start or a reload of HAProxy brings, by part of the document; nil:
    /// the line is complete.
    public var parts: [ProxyPart]?

    /// The record of this step.
    public init(_ step: Step) {
        let content = step.content
        action = content.action.word
        kind = content.subject.kind
        subject = "\(content.subject)"
        from = content.before
        to = content.after
        risk = content.risk
        phase = "\(content.phase)"
        requires = content.requires.map(\.description)
        line = step.description
        if case .proxy(let step) = step, !step.parts.isEmpty { parts = step.parts }
    }
}

extension StepAction {
    /// `add`, `change`, `remove`, `announce`.
    public var word: String { "\(self)" }

    /// Reads the word, or the rune of earlier versions.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let action = Self.allCases.first(where: { $0.word == text || $0.rawValue == text })
        else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is no action of a step")
        }
        self = action
    }

    /// Writes the word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(word)
    }
}
