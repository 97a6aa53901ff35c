import Addresses

/// The complete check settings of one server of a service.
public struct ServerCheck: Sendable, Hashable, Codable {
    /// The kind of check.
    public var mode: Mode
    /// Consecutive failures after which the server is down.
    public var fall: Int
    /// Consecutive passes after which the server is up.
    public var rise: Int
    /// The state of the server before its first check.
    public var start: StartState

    /// The way in which a server is checked.
    public enum Mode: Sendable, Hashable, Codable {
        /// Not checked: the server is up.
        case on
        /// Not checked: the server gets no connections, and no fallback replaces it.
        case off
        /// Probed.
        case probe(Inquiry)
    }

    /// The inquiry of the check; nil: the server is not probed.
    public var inquiry: Inquiry? {
        if case .probe(let inquiry) = mode { inquiry } else { nil }
    }

    /// Creates a check.
    public init(_ mode: Mode, fall: Int = 1, rise: Int = 1, start: StartState = .last) {
        self.mode = mode
        self.fall = fall
        self.rise = rise
        self.start = start
    }
}

extension Service {
    /// The check of a server; nil: it is not checked, and counts as up.
    ///
    /// A server is checked if the service or the server itself has a check.
    public func check(of server: RealServer, defaults: HealthDefaults) -> ServerCheck? {
        guard check != nil || server.check != nil else { return nil }
        let check = (server.check ?? Check()).completed(by: self.check ?? Check())
        return ServerCheck(
            mode(of: check, server, defaults), fall: check.fall ?? defaults.fall,
            rise: check.rise ?? defaults.rise, start: check.start ?? .last)
    }

    /// The type and the start state of a server's check; nil: the server is not checked.
    ///
    /// The planner calls this for each server in each pass.
    public func checkType(of server: RealServer) -> (type: CheckType, start: StartState)? {
        guard check != nil || server.check != nil else { return nil }
        return (
            server.check?.type ?? check?.type ?? .connect,
            server.check?.start ?? check?.start ?? .last
        )
    }

    private func mode(
        of check: Check, _ server: RealServer, _ defaults: HealthDefaults
    ) -> ServerCheck.Mode {
        let endpoint = endpoint(of: server)
        let asked = Endpoint(check.address ?? endpoint.address, port: check.port ?? endpoint.port)
        let question: Inquiry.Question
        switch check.type ?? .connect {
        case .on: return .on
        case .off: return .off
        case .connect: question = .connect
        case .ping: question = .ping
        case .udp: question = .udp(send: check.send ?? "", expect: check.expectation)
        case .negotiate, .connects:
            question = conversation(of: check, at: asked)
        case .external:
            question = .external(
                command: check.command ?? "/bin/true", arguments: arguments(for: asked),
                exitWeights: check.exitWeights ?? false, user: check.user ?? Check.usualUser)
        }
        let interval = check.interval ?? defaults.interval
        return .probe(
            Inquiry(
                question: question, endpoint: asked, source: check.source, interval: interval,
                downInterval: check.downInterval ?? interval,
                timeout: check.timeout ?? defaults.timeout,
                negotiateTimeout: check.negotiateTimeout ?? check.timeout
                    ?? defaults.negotiateTimeout))
    }

    /// The dialogue of a negotiate check.
    ///
    /// If the file of a secret cannot be used, the check only tests whether the server accepts
    /// connections (for RADIUS, datagrams). A lost file is no reason to take servers out of
    /// service, and a dead server is still detected.
    private func conversation(of check: Check, at asked: Endpoint) -> Inquiry.Question {
        let conversation = check.conversation(atPort: asked.port, of: key.transport)
        if check.lacksSecret {
            if case .dialogue(let dialogue) = conversation, dialogue.carrier.transport == .udp {
                return .udp(send: "", expect: Expectation())
            }
            return .connect
        }
        if case .connects(let count) = check.type { return .connects(count, then: conversation) }
        return .negotiate(conversation)
    }

    /// Virtual address and port, real address and port; for a firewall mark: the mark and 0.
    ///
    /// Source: `ldirectord(8)`, `checkcommand`.
    private func arguments(for asked: Endpoint) -> [String] {
        let virtual =
            switch key {
            case .listen(_, let endpoint): ["\(endpoint.address)", "\(endpoint.port)"]
            case .mark(let mark, _): ["\(mark)", "0"]
            }
        return virtual + ["\(asked.address)", "\(asked.port)"]
    }
}

extension Check {
    /// The expected reply.
    var expectation: Expectation {
        Expectation(
            expect.map { .text($0) } ?? expectRegex.map { .regex($0) },
            limit: bodyLimit ?? Expectation.usualLimit)
    }
}
