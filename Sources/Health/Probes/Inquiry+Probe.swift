public import Model

extension Inquiry {
    /// Which question is asked.
    public enum Turn: Sendable, Hashable {
        /// The connection, where that and a conversation take turns; else the only one.
        case usual
        /// The conversation.
        case negotiation
    }

    /// The probe that asks it.
    ///
    /// A `connects` inquiry has two, and the verdict machine says whose turn it is.
    public func probe(_ turn: Turn = .usual) -> Probe {
        switch question {
        case .connect: probe(.connect)
        case .negotiate(let conversation): probe(conversation)
        case .connects(_, let conversation):
            turn == .usual ? probe(.connect) : probe(conversation)
        case .ping: probe(.ping)
        case .udp(let send, let expect):
            probe(.udp(UDPProbe(payload: Array(send.utf8), expect: Pattern(expect))))
        case .external(let command, let arguments, let exitWeights, let user):
            probe(
                .external(
                    ExternalProbe(
                        command: command, arguments: arguments, exitWeights: exitWeights,
                        user: user)))
        }
    }

    private func probe(_ kind: Probe.Kind) -> Probe {
        Probe(kind, at: endpoint, from: source, timeout: timeout)
    }

    private func probe(_ conversation: Conversation) -> Probe {
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
        return Probe(kind, at: endpoint, from: source, timeout: negotiateTimeout)
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
