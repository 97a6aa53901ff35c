/// A change to HAProxy, its worker or one of the worker's servers.
///
/// A start and a reload load everything that is desired. Every other step is done by commands at
/// the worker's socket.
public enum ProxyStep: Sendable, Hashable {
    /// Start HAProxy.
    case start(DesiredProxies, parts: [ProxyPart])
    /// Replace the worker, without a lost request; the parts name the differences.
    case reload(DesiredProxies, because: [ReloadReason], parts: [ProxyPart])
    /// End HAProxy with its last connection.
    case end
    /// Add a server; an unproven one gets no connections before a check has passed.
    case addServer(BackendServer, isUnproven: Bool)
    /// Change the values of a server.
    case changeServer(BackendServerID, from: BackendServerValues, to: BackendServerValues)
    /// Remove a server that is offline and has no sessions.
    case removeServer(BackendServerID)
    /// Replace the content of a certificate file, which had this fingerprint.
    case replaceCertificate(ProxyCertificate, from: String)

    /// The differences by part of the document.
    ///
    /// **Shape:** in the order of haproxy.cfg, removed parts last. Empty: the line is complete.
    public var parts: [ProxyPart] {
        switch self {
        case .start(_, let parts), .reload(_, _, let parts): parts
        case .end, .addServer, .changeServer, .removeServer, .replaceCertificate: []
        }
    }

    /// Whether the step replaces the worker, and so brings all other differences with it.
    public var isReload: Bool {
        if case .reload = self { true } else { false }
    }
}

extension ProxyStep: DomainStep {
    /// The process, a server or a certificate.
    public var subject: StepSubject {
        switch self {
        case .start, .reload, .end: .haproxy
        case .addServer(let server, _): .backendServer(server.id)
        case .changeServer(let id, _, _), .removeServer(let id): .backendServer(id)
        case .replaceCertificate(let certificate, _): .certificate(file: certificate.file)
        }
    }

    /// The effect of the step on its subject.
    public var action: StepAction {
        switch self {
        case .start, .addServer: .add
        case .reload, .changeServer, .replaceCertificate: .change
        case .end, .removeServer: .remove
        }
    }

    /// Open connections continue in each case, in the old worker where there is a new one.
    public var risk: Risk {
        switch self {
        case .start, .addServer, .removeServer, .replaceCertificate: .hitless
        case .reload: .restartsWorker
        case .end: .drains
        case .changeServer: phase == .lowering ? .drains : .hitless
        }
    }

    /// Each part is safe after the parts before it: more servers before fewer.
    public var phase: StepPhase {
        switch self {
        case .start, .addServer: .addition
        case .reload, .replaceCertificate: .edit
        case .end: .clearance
        case .removeServer: .removal
        case .changeServer(_, let old, let new):
            if new.reduces(from: old) {
                .lowering
            } else {
                new.getsConnections && !old.getsConnections ? .raise : .edit
            }
        }
    }

    /// A server whose share falls to nothing.
    public var isDrain: Bool { phase == .lowering }

    /// Nothing: HAProxy's loop looks again after a failure.
    public var requires: [StepSubject] { [] }

    /// The values of a server, or the fingerprint of a certificate.
    public var before: [String: StepValue]? {
        switch self {
        case .changeServer(_, let old, _): old.values
        case .replaceCertificate(_, let old): ["fingerprint": .text(old)]
        case .start, .reload, .end, .addServer, .removeServer: nil
        }
    }

    /// The values of a server, or the fingerprint of a certificate.
    public var after: [String: StepValue]? {
        switch self {
        case .addServer(let server, _): server.values().values
        case .changeServer(_, _, let new): new.values
        case .replaceCertificate(let new, _): ["fingerprint": .text(new.fingerprint)]
        case .start, .reload, .end, .removeServer: nil
        }
    }

    /// The subject and its changes.
    public var sentence: String {
        switch self {
        case .start: "start HAProxy"
        case .reload(_, let reasons, _):
            "reload HAProxy: " + reasons.map(\.description).joined(separator: "; ")
        case .end: "end HAProxy with its last connection"
        case .addServer(let server, _):
            (["\(subject)"] + server.values().texts).joined(separator: ", ")
        case .changeServer(_, let old, let new):
            (["\(subject)"] + new.changes(from: old)).joined(separator: ", ")
        case .removeServer, .replaceCertificate: "\(subject)"
        }
    }

    /// The operation of the step.
    public var operation: String {
        switch self {
        case .start: "start HAProxy"
        case .reload: "reload HAProxy"
        case .end: "end HAProxy"
        case .addServer: "add \(subject)"
        case .changeServer: "change \(subject)"
        case .removeServer: "remove \(subject)"
        case .replaceCertificate: "replace \(subject)"
        }
    }

    /// The most lines of ``details``.
    private static let detailLimit = 20

    /// The differences that the step applies, for an event: those of a reload by name, otherwise
    /// its line.
    ///
    /// **Shape:** at most 21 lines.
    public var details: [String] {
        guard case .reload(_, let reasons, let parts) = self else {
            return [Step.proxy(self).description]
        }
        let lines = parts.flatMap { part in
            (part.action == .change ? [] : ["\(part.action.rawValue) \(part.subject)"])
                + part.changes.map { "\(part.subject): \($0)" }
        }
        let isFrame = reasons.contains {
            switch $0 {
            case .frame, .namedFile: true
            case .foreign, .fixed, .removed, .leaving, .unlimited, .longCertificate, .refused,
                .asked:
                false
            }
        }
        guard isFrame, !lines.isEmpty else { return reasons.map(\.description) }
        let more = lines.count - Self.detailLimit
        return lines.prefix(Self.detailLimit) + (more > 0 ? ["and \(more) more"] : [])
    }
}

extension BackendServerValues {
    /// Whether the change takes new connections from the server.
    fileprivate func reduces(from old: BackendServerValues) -> Bool {
        (weight == 0 && old.weight != 0) || (state != .online && state != old.state)
    }

    /// All values, by the words of the document.
    fileprivate var values: [String: StepValue] {
        var values: [String: StepValue] = [
            "weight": .number(weight), "state": .text(state.rawValue),
            "maxConnections": limit.map { .number($0) } ?? "none",
        ]
        if let endpoint { values["address"] = .text("\(endpoint)") }
        if let isAsked { values["asksAgent"] = .flag(isAsked) }
        return values
    }

    /// All values of a new server, in the order of ``changes(from:)``.
    fileprivate var texts: [String] {
        var texts = [endpoint.map { "\($0)" }, "weight \(weight)"].compactMap(\.self)
        if let limit { texts.append("at most \(limit) connections") }
        if state != .online { texts.append(state.rawValue) }
        return texts
    }

    /// The differences, old value first.
    fileprivate func changes(from old: BackendServerValues) -> [String] {
        var changes: [String] = []
        if endpoint != old.endpoint, let endpoint {
            changes.append((old.endpoint.map { "\($0) -> " } ?? "-> ") + "\(endpoint)")
        }
        if weight != old.weight { changes.append("weight \(old.weight) -> \(weight)") }
        if limit != old.limit {
            let words = [old.limit, limit].map { $0.map { "\($0)" } ?? "none" }
            changes.append("limit \(words[0]) -> \(words[1])")
        }
        if state != old.state { changes.append("\(old.state.rawValue) -> \(state.rawValue)") }
        if isAsked != old.isAsked, let isAsked {
            changes.append(isAsked ? "ask its agent" : "do not ask its agent")
        }
        if isUp != old.isUp { changes.append(isUp ? "down -> up" : "down until a check passes") }
        return changes
    }
}
