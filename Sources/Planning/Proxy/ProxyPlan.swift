import Model

/// Returns the ordered steps from the observed state of HAProxy to the desired one.
///
/// A pure function of its arguments. Every prefix of the steps is safe: servers are added before
/// others are removed. A reload applies all differences, so it is the only step.
///
/// `docs/internals/planning.md` describes the choice of steps.
///
/// - Parameter desired: nil: the document needs no HAProxy.
public func plan(from observed: ObservedProxies, to desired: DesiredProxies?) -> [ProxyStep] {
    guard let desired else { return observed.isRunning ? [.end] : [] }
    guard observed.isRunning else { return [.start(desired, parts: [])] }
    let planner = ProxyPlanner(observed, desired)
    guard planner.reloads.isEmpty else {
        return [.reload(desired, because: planner.reloads, parts: [])]
    }
    return planner.steps
}

/// Returns the steps from one desired state of HAProxy to the next, where both differ in the values
/// of servers only; nil: the worker must be looked at first.
///
/// The endpoint of a server counts as such a difference: only a look shows whether the last server
/// that works may move. The cost follows the number of changed servers, but for the comparison of
/// the two lists.
public func planValues(from old: DesiredProxies, to new: DesiredProxies) -> [ProxyStep]? {
    guard old.frame == new.frame, old.servers.count == new.servers.count else { return nil }
    var before = DesiredProxies(frame: old.frame, unproven: old.unproven)
    var after = DesiredProxies(frame: new.frame, unproven: new.unproven)
    for (server, earlier) in zip(new.servers, old.servers) where server != earlier {
        guard server.backend == earlier.backend, server.name == earlier.name,
            server.options == earlier.options, server.endpoint == earlier.endpoint
        else { return nil }
        before.servers.append(earlier)
        after.servers.append(server)
    }
    let steps = plan(from: ObservedProxies(loading: before), to: after)
    return steps.contains(where: \.isReload) ? nil : steps
}

/// The comparison of a worker with the desired proxies.
private struct ProxyPlanner {
    private let observed: ObservedProxies
    private let desired: DesiredProxies
    /// The reasons for a reload; empty: commands are enough.
    private(set) var reloads: [ReloadReason] = []
    private var new: [BackendServer] = []
    private var growth: [ProxyStep] = []
    private var reduction: [ProxyStep] = []
    private var certificates: [ProxyStep] = []
    /// Servers of the worker that are not desired, in order.
    private var extra: [BackendServerID] = []

    init(_ observed: ObservedProxies, _ desired: DesiredProxies) {
        self.observed = observed
        self.desired = desired
        var limited: [BackendServerID] = []
        for server in desired.servers {
            let id = server.id
            guard let now = observed.servers[id] else {
                new.append(server)
                continue
            }
            compare(now, with: server, id)
            // An agent also sets limits.
            if server.limit == nil, now.limit != nil, !server.followsAgent { limited.append(id) }
        }
        findExtra()
        reloads = frameReasons() + limited.map { .unlimited($0) }
        for certificate in desired.certificates { compare(certificate) }
    }

    /// The steps by phase.
    var steps: [ProxyStep] {
        var steps = new.map { server in
            let isUnproven =
                server.isChecked && server.state == .online
                && desired.unproven.contains(server.place)
            return ProxyStep.addServer(server, isUnproven: isUnproven)
        }
        steps += growth.filter { $0.phase == .raise }
        steps += certificates
        steps += growth.filter { $0.phase != .raise }
        steps += reduction
        // Another program added these servers: the frame is ours, so no reload would remove them.
        for id in extra {
            guard var values = observed.servers[id], values.state != .offline else { continue }
            let old = values
            values.state = .offline
            steps.append(.changeServer(id, from: old, to: values))
        }
        return steps
            + extra.filter { observed.sessions[$0] == nil }.map { .removeServer($0) }
    }

    /// Adds up to two steps for a server: first its gains, then its losses.
    private mutating func compare(
        _ now: BackendServerValues, with server: BackendServer, _ id: BackendServerID
    ) {
        let wanted = server.followsAgent ? server.agentValues(from: now) : server.values(from: now)
        var grown = wanted
        // A server that returns from another state has its weight before it gets clients.
        if wanted.weight == 0, now.state == .online { grown.weight = now.weight }
        if wanted.state != .online {
            grown.state = now.state
            // A server that leaves gets no weight while it may still get clients.
            if wanted.state != now.state { grown.weight = now.weight }
        }
        if wanted.endpoint != now.endpoint, now.isUp, desired.unproven.contains(server.place) {
            grown.isUp = false
        }
        var reduced = wanted
        reduced.isUp = grown.isUp
        if grown != now { growth.append(.changeServer(id, from: now, to: grown)) }
        if reduced != grown { reduction.append(.changeServer(id, from: grown, to: reduced)) }
    }

    private mutating func findExtra() {
        guard observed.servers.count + new.count > desired.servers.count else { return }
        let wanted = Set(desired.servers.map(\.id))
        extra = observed.servers.keys.filter { !wanted.contains($0) }.sorted()
    }

    private func frameReasons() -> [ReloadReason] {
        guard let frame = observed.frame else { return [.foreign] }
        if let fixed = new.first(where: { !$0.canBeAdded }) { return [.fixed(fixed.id)] }
        if frame == desired.frame { return new.first.map { [.removed($0.id)] } ?? [] }
        if let first = extra.first { return [.leaving(first)] }
        if !new.isEmpty, frame.adding(new) == desired.frame { return [] }
        return [.frame(sections: [])]
    }

    /// Bytes of the longest certificate in PEM that is sent: a command has at most 16 KiB.
    private static let longestCertificate = 15_000

    private mutating func compare(_ certificate: ProxyCertificate) {
        guard let now = observed.certificates[certificate.file] else { return }
        let hasOtherChain =
            observed.loaded[certificate.file].map { $0.pem != certificate.pem } ?? false
        guard now != certificate.fingerprint || hasOtherChain else { return }
        if certificate.pem.utf8.count > Self.longestCertificate {
            reloads.append(.longCertificate(certificate.file))
        }
        certificates.append(.replaceCertificate(certificate, from: now))
    }
}

extension BackendServer {
    /// Returns the values that a worker should have for the server.
    fileprivate func values(from now: BackendServerValues) -> BackendServerValues {
        var values = now
        values.endpoint = endpoint
        values.weight = weight
        values.limit = limit ?? now.limit
        values.state = state
        return values
    }

    /// Returns these values for a server that follows its agent.
    ///
    /// The agent's wish counts while it is asked, which it is not while the operator has the server
    /// out of service.
    fileprivate func agentValues(from now: BackendServerValues) -> BackendServerValues {
        var values = now
        values.endpoint = endpoint
        let isAsked = now.isAsked ?? true
        if state != .online || !isAsked { values.state = state }
        if isAsked != (state == .online) { values.isAsked = state == .online }
        return values
    }

    /// Options that `add server` of 2.6 rejects, or implements only partly.
    ///
    /// **Source:** HAProxy's management manual, 9.3, "add server", lists the supported ones. It
    /// omits `id`, which 2.6 implements.
    private static let refused: Set<String> = [
        "cookie", "disabled", "enabled", "init-addr", "log-proto", "namespace", "non-stick",
        "redir", "resolve-net", "resolve-opts", "resolve-prefer", "resolvers", "slowstart",
        "socks4", "tfo", "track", "usesrc", "ws",
    ]

    /// Whether a running worker accepts it as a new server.
    ///
    /// Its options must be complete, because `default-server` of the file does not count for it.
    fileprivate var canBeAdded: Bool {
        !changesCheck && options.allSatisfy { !Self.refused.contains($0) }
    }

    /// Whether its check works only as a line of the file: with TLS, or the PROXY protocol.
    private var changesCheck: Bool {
        guard isChecked else { return false }
        return options.contains("ssl") && !options.contains("check-ssl")
            || options.contains { $0.hasPrefix("send-proxy") }
    }
}
