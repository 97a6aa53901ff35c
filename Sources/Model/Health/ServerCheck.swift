import Addresses

/// The complete check settings of one server of a service.
public struct ServerCheck: Sendable, Hashable, Codable {
    /// The kind of check.
    public var mode: Mode
    /// The other settings, which many checks have in common.
    private(set) var terms: SharedTerms

    /// The intervals and time limits of its probe.
    public var timing: Timing { terms.values.timing }
    /// Consecutive failures after which the server is down.
    public var fall: Int { terms.values.fall }
    /// Consecutive passes after which the server is up.
    public var rise: Int { terms.values.rise }
    /// The state of the server before its first check.
    public var start: StartState { terms.values.start }
    /// Whether it only connects, because the file of its secret can't be read.
    ///
    /// Such a check shows that a server is dead, and does not prove that it works again.
    public var isReduced: Bool {
        get { terms.values.isReduced }
        set {
            var values = terms.values
            values.isReduced = newValue
            terms = SharedTerms(values)
        }
    }

    /// The way in which a server is checked.
    public enum Mode: Sendable, Hashable, Codable {
        /// Not checked: the server is up.
        case on
        /// Not checked: the server gets no connections, and no fallback replaces it.
        case off
        /// Probed at this address and port, of which `ping` ignores the port; the kernel chooses
        /// the source address if it is nil.
        case probe(Question, at: Endpoint, from: IPAddress? = nil)
    }

    /// The question of a probe; indirect, because most of it is equal for many servers.
    public indirect enum Question: Sendable, Hashable, Codable {
        /// A TCP connection.
        case connect
        /// A dialogue.
        case negotiate(Conversation)
        /// This many connections, then one dialogue; after a failed dialogue, the dialogue again.
        case connects(Int, then: Conversation)
        /// ICMP or ICMPv6 echo.
        case ping
        /// A datagram with this text; an optional expectation of the reply.
        case udp(send: String, expect: Expectation)
        /// A command with its arguments, whether its exit status may be a weight, and the user that
        /// runs it.
        case external(command: String, arguments: [String], exitWeights: Bool, user: String)
    }

    /// The intervals and time limits of a probe.
    public struct Timing: Sendable, Hashable, Codable {
        /// Time between two probes.
        public var interval: Duration
        /// Time between two probes while the server is down.
        public var downInterval: Duration
        /// Maximum duration of a probe other than a negotiation.
        public var timeout: Duration
        /// Maximum duration of a negotiation.
        public var negotiateTimeout: Duration

        /// Creates a timing, by default that of a document without settings.
        public init(
            interval: Duration = .seconds(10), downInterval: Duration? = nil,
            timeout: Duration = .seconds(5), negotiateTimeout: Duration = .seconds(30)
        ) {
            self.interval = interval
            self.downInterval = downInterval ?? interval
            self.timeout = timeout
            self.negotiateTimeout = negotiateTimeout
        }
    }

    /// Creates a check.
    public init(
        _ mode: Mode, timing: Timing = Timing(), fall: Int = 1, rise: Int = 1,
        start: StartState = .last
    ) {
        self.mode = mode
        terms = SharedTerms(
            SharedTerms.Values(timing: timing, fall: fall, rise: rise, start: start))
    }

    /// Refers to the question and the other settings of another check where they are equal, which
    /// saves their memory.
    public mutating func share(with other: ServerCheck) {
        if terms == other.terms { terms = other.terms }
        guard case .probe(let question, let endpoint, let source) = mode,
            let shared = other.question, shared == question
        else { return }
        mode = .probe(shared, at: endpoint, from: source)
    }

    /// The question of its probe; nil: the server is not probed.
    public var question: Question? {
        if case .probe(let question, _, _) = mode { question } else { nil }
    }

    /// The address and port of its probe; nil: the server is not probed.
    public var endpoint: Endpoint? {
        if case .probe(_, let endpoint, _) = mode { endpoint } else { nil }
    }
}

extension Service {
    /// The check of a server; nil: it is not checked, and counts as up.
    ///
    /// A server is checked if the service or the server itself has a check.
    public func check(of server: RealServer, defaults: HealthDefaults) -> ServerCheck? {
        guard check != nil || server.check != nil else { return nil }
        let check = (server.check ?? Check()).completed(by: self.check ?? Check())
        let interval = max(check.interval ?? defaults.interval, defaults.leastInterval ?? .zero)
        var complete = ServerCheck(
            mode(of: check, server),
            timing: ServerCheck.Timing(
                interval: interval, downInterval: check.downInterval,
                timeout: check.timeout ?? defaults.timeout,
                negotiateTimeout: check.negotiateTimeout ?? check.timeout
                    ?? defaults.negotiateTimeout),
            fall: check.fall ?? defaults.fall, rise: check.rise ?? defaults.rise,
            start: check.start ?? .last)
        complete.isReduced = check.lacksSecret && complete.question != nil
        return complete
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

    private func mode(of check: Check, _ server: RealServer) -> ServerCheck.Mode {
        let endpoint = endpoint(of: server)
        let target = Endpoint(check.address ?? endpoint.address, port: check.port ?? endpoint.port)
        let question: ServerCheck.Question
        switch check.type ?? .connect {
        case .on: return .on
        case .off: return .off
        case .connect: question = .connect
        case .ping: question = .ping
        case .udp: question = .udp(send: check.send ?? "", expect: check.expectation)
        case .negotiate, .connects:
            question = conversation(of: check, at: target)
        case .external:
            question = .external(
                command: check.command ?? "/bin/true", arguments: arguments(for: target),
                exitWeights: check.exitWeights ?? false, user: check.user ?? Check.usualUser)
        }
        return .probe(question, at: target, from: check.source)
    }

    /// The dialogue of a negotiate check.
    ///
    /// If the file of a secret cannot be used, the check only tests whether the server accepts
    /// connections (for RADIUS, datagrams). A lost file is no reason to take servers out of
    /// service, and a dead server is still detected.
    private func conversation(of check: Check, at target: Endpoint) -> ServerCheck.Question {
        let conversation = check.conversation(atPort: target.port, of: key.transport)
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
    private func arguments(for target: Endpoint) -> [String] {
        let virtual =
            switch key {
            case .listen(_, let endpoint): ["\(endpoint.address)", "\(endpoint.port)"]
            case .mark(let mark, _): ["\(mark)", "0"]
            }
        return virtual + ["\(target.address)", "\(target.port)"]
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
