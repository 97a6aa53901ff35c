public import Model

extension Inquiry {
    /// The probe of an inquiry that is made.
    public enum Turn: Sendable, Hashable {
        /// The connection, if the inquiry alternates with a negotiation; else the only probe.
        case usual
        /// The negotiation.
        case negotiation
    }

    /// Returns the probe for this turn.
    ///
    /// A `connects` inquiry has two probes, which alternate.
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
