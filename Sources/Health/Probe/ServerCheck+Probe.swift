import Addresses
public import Model

extension ServerCheck {
    /// The probe that is repeated; nil: the server is not probed.
    public var probe: Probe? {
        guard case .probe(let question, let endpoint, let source) = mode else { return nil }
        let kind: Probe.Kind
        switch question {
        case .connect, .connects: kind = .connect
        case .negotiate(let conversation): return probe(conversation, at: endpoint, from: source)
        case .ping: kind = .ping
        case .udp(let send, let expect):
            kind = .udp(UDPProbe(payload: Array(send.utf8), expect: Pattern(expect)))
        case .external(let command, let arguments, let exitWeights, let user):
            kind = .external(
                ExternalProbe(
                    command: command, arguments: arguments, exitWeights: exitWeights, user: user))
        }
        return Probe(kind, at: endpoint, from: source, timeout: timing.timeout)
    }

    /// The negotiation that follows a number of connections; nil: the check is of another kind.
    public var negotiation: Probe? {
        guard case .probe(.connects(_, let conversation), let endpoint, let source) = mode else {
            return nil
        }
        return probe(conversation, at: endpoint, from: source)
    }

    private func probe(
        _ conversation: Conversation, at endpoint: Endpoint, from source: IPAddress?
    ) -> Probe {
        let kind: Probe.Kind =
            switch conversation {
            case .none: .connect
            case .dialogue(let dialogue): .dialogue(DialogueProbe(dialogue))
            case .tcp(let send, let expect, let tls):
                .tcp(
                    TCPProbe(
                        send: Array(send.utf8), expect: Pattern(expect), limit: expect.limit,
                        tls: tls.map { TLSSettings($0, host: nil) }))
            case .http(let request, let tls): .http(HTTPProbe(request, tls))
            }
        return Probe(
            kind, at: endpoint, from: source, timeout: timing.negotiateTimeout,
            connectTimeout: conversation.isConnected ? timing.timeout : nil)
    }
}

extension Conversation {
    /// Whether a connection precedes the conversation.
    fileprivate var isConnected: Bool {
        if case .dialogue(let dialogue) = self { dialogue.carrier.transport != .udp } else { true }
    }
}

extension Pattern {
    init?(_ expectation: Expectation) {
        switch expectation.pattern {
        case .text(let text): self = .text(text)
        case .regex(let source): self = .regex(source)
        case nil: return nil
        }
    }
}

extension TLSSettings {
    init(_ tls: Check.TLS, host: String?) {
        self.init(
            verify: tls.verify, authorities: tls.authority, serverName: tls.serverName ?? host)
    }
}

extension HTTPProbe {
    init(_ request: HTTPRequest, _ tls: Check.TLS?) {
        self.init(
            method: request.method, path: request.target, virtualHost: request.host,
            headers: request.headers.map { Header($0.name, $0.value) },
            statuses: request.status.map(\.bounds), expect: Pattern(request.expect),
            bodyLimit: request.expect.limit, tls: tls.map { TLSSettings($0, host: request.host) })
    }
}
