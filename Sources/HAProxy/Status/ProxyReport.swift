import Addresses
import Model

/// The proxies of a document with their state in a worker.
public struct ProxyReport: Sendable {
    private let spec: Spec
    private var states: [Place: ServerStates.Server] = [:]
    private var rows: [Place: Statistics.Row] = [:]
    private let isServing: Bool
    private let complaint: String?
    private let verdicts: Verdicts
    private let silence: String?
    private let unheard: [Endpoint: String]
    private let refused: [String: String]
    /// The current handovers, by backend.
    private let held: [String: HeldServers]

    /// A backend and one of its servers, by HAProxy's names.
    private struct Place: Hashable {
        let backend: String
        let server: String
    }

    /// Creates a report.
    ///
    /// - Parameters:
    ///   - look: the worker's replies; nil: none.
    ///   - complaint: the reason that the latest configuration is not in force.
    ///   - verdicts: verdicts of Ballast's own checks.
    ///   - silence: the reason that a running worker does not answer.
    ///   - unheard: the reasons for missing listeners.
    ///   - held: the current handovers.
    ///   - refused: HAProxy's complaints about proxies that it refuses while it serves the others,
    ///     by name.
    public init(
        of spec: Spec, _ look: WorkerLook?, complaint: String?, verdicts: Verdicts = [:],
        silence: String? = nil, unheard: [Endpoint: String] = [:], held: [HeldServers] = [],
        refused: [String: String] = [:]
    ) {
        self.refused = refused
        self.held = Dictionary(
            held.map { ($0.backend, $0) }, uniquingKeysWith: { first, _ in first })
        self.silence = silence
        self.unheard = unheard
        self.verdicts = verdicts
        self.spec = spec
        self.complaint = complaint
        isServing = look != nil
        guard let look else { return }
        for server in look.states.servers {
            states[Place(backend: server.backend, server: server.name)] = server
        }
        for row in look.statistics.rows {
            rows[Place(backend: row.proxy, server: row.server)] = row
        }
    }

    /// Returns the status of each proxy, in the document's order.
    public func proxies() -> [ProxyStatus] {
        let places = spec.endpointsOfProxies
        return spec.proxies.map { proxy in
            let name = Word.identifier(proxy.name).text
            let front = rows[Place(backend: name, server: "FRONTEND")]
            let isOurs = proxy.isCheckedByBallast
            let endpoints = places[proxy.name] ?? proxy.listen
            let verdicts = isOurs ? self.verdicts[proxy.key(at: endpoints)] ?? [:] : nil
            let scale = proxy.agentScale
            var servers = proxy.servers.map {
                status(of: $0, in: proxy, scale, backend: name, verdicts)
            }
            servers += staying(in: name, at: nil)
            var queued = queued(in: name)
            for (position, route) in proxy.routes.enumerated() {
                let backend = Word.route(route, at: position, of: proxy.name).text
                queued += self.queued(in: backend)
                let part = proxy.part(for: route)
                let scale = part.agentScale
                servers += route.servers.map { server in
                    var status = status(of: server, in: part, scale, backend: backend, verdicts)
                    status.route = position + 1
                    status.routeName = route.name
                    return status
                }
                servers += staying(in: backend, at: position).map { server in
                    var server = server
                    server.routeName = route.name
                    return server
                }
            }
            let complaints =
                (refused[proxy.name].map { [$0] } ?? [])
                + endpoints.compactMap { unheard[$0] }
            var result = ProxyStatus(
                name: proxy.name, listen: endpoints, mode: proxy.mode,
                sessions: front?.sessions, rate: front?.rate, servers: servers,
                complaint: complaints.isEmpty ? nil : complaints.joined(separator: "\n"))
            result.queued = queued
            result.total = front?.total ?? 0
            result.bytesIn = front?.bytesIn
            result.bytesOut = front?.bytesOut
            return result
        }
    }

    /// Returns the servers of a handover that left the document.
    ///
    /// - Parameter position: the position of their route; nil: none.
    private func staying(in backend: String, at position: Int?) -> [ProxyServerStatus] {
        guard let handover = held[backend] else { return [] }
        return handover.added.compactMap { name in
            let place = Place(backend: backend, server: name)
            guard let state = states[place] else { return nil }
            let row = rows[place]
            let share = ProxyServerStatus.Share(
                endpoint: state.endpoint, weight: state.weight,
                isOnline: state.state != .offline)
            var status = ProxyServerStatus(
                name: BackendName(name).server, route: position.map { $0 + 1 }, state: .online,
                want: share, got: share, isUp: row.flatMap(\.isUp), check: row?.check,
                sessions: row?.sessions ?? 0)
            status.count(row)
            status.standsIn = true
            if row?.awaitsCheck == true { status.awaitsCheck = true }
            let check = status.isDown ? "; down: \(status.check?.description ?? "its check")" : ""
            status.reason =
                (handover.awaited.isEmpty
                    ? "stays in service: all servers of the document are taken out"
                    : "stays in service until another server is proven") + check
            return status
        }
    }

    /// Returns the number of requests queued for any server of a backend.
    private func queued(in backend: String) -> Int {
        rows[Place(backend: backend, server: "BACKEND")]?.queued ?? 0
    }

    private func status(
        of server: ProxyServer, in proxy: Proxy, _ scale: AgentScale?, backend: String,
        _ verdicts: [Endpoint: Verdict]?
    ) -> ProxyServerStatus {
        let place = Place(backend: backend, server: Word.identifier(server.name).text)
        let row = rows[place]
        let checkType = server.check?.type ?? proxy.check?.type
        var status = ProxyServerStatus(
            name: server.name, state: server.state,
            want: .init(
                endpoint: Endpoint(
                    server.address, port: server.port ?? proxy.listen.first?.port ?? 0),
                weight: server.state == .drain ? 0 : server.weight,
                isOnline: server.state != .offline && checkType != .off),
            sessions: row?.sessions ?? 0)
        status.count(row)
        if let state = states[place] {
            status.got = .init(
                endpoint: state.endpoint,
                weight: state.state == .drain ? 0 : scale?.written(state.weight) ?? state.weight,
                isOnline: state.state != .offline)
        }
        status.followsAgent = proxy.feedback(of: server) != nil
        let full = scale?.scaled(status.want.weight) ?? 0
        if status.followsAgent, full > 0, let state = states[place], state.state == .online {
            // A full weight of a silent agent is the document's; another is its last answer.
            if state.weight != full || row?.isAgentSilent != true {
                status.agentShare = (state.weight * 100 + full - 1) / full
            }
        }
        status.check = row?.check.map { $0.expecting(proxy.expectedStatuses) }
        status.isUp = row.flatMap(\.isUp)
        if status.followsAgent, status.want.isOnline, row?.status.hasPrefix("MAINT") == true {
            // The server stays so until the agent reports `ready`, also while it is silent.
            status.isUp = false
            status.check = ProxyCheckStatus(
                status: "MAINT", text: "its agent took it out, and has not reported `ready`",
                lastChange: row?.lastChange)
        }
        if status.isUp == false, row?.awaitsCheck == true { status.awaitsCheck = true }
        if let verdicts { status.store(status.want.endpoint.flatMap { verdicts[$0] }) }
        let handover = held[backend].flatMap { $0.concerns(place.server) ? $0 : nil }
        if handover != nil, let got = status.got {
            status.want.weight = got.weight
            status.want.isOnline = got.isOnline
        }
        status.reason = reason(
            for: status, isCheckOff: checkType == .off, handover,
            isRefused: complaint != nil || refused[proxy.name] != nil)
        return status
    }

    private func reason(
        for server: ProxyServerStatus, isCheckOff: Bool, _ handover: HeldServers?,
        isRefused: Bool
    ) -> String? {
        guard isServing else {
            return silence == nil ? "HAProxy does not run" : "HAProxy does not answer"
        }
        var reasons: [String] = []
        switch server.state {
        case .online where isCheckOff: reasons.append("its check is off")
        case .online where server.want.weight == 0 && handover == nil:
            reasons.append("weight 0 in the document")
        case .online: break
        case .drain: reasons.append("drained by the operator")
        case .offline: reasons.append("taken offline by the operator")
        }
        if server.awaitsCheck == true {
            reasons.append("gets connections once its check passes")
        } else if server.isUp == false {
            reasons.append(
                server.verdict.map { "\($0)" }
                    ?? "down: \(server.check.map(\.description) ?? "HAProxy says no more")")
        }
        if let handover {
            let name = Word.identifier(server.name).text
            reasons.append(
                handover.awaited.contains(name)
                    ? "must prove itself before it replaces others"
                    : "stays in service until another server is proven")
        } else if !server.isAsWanted {
            reasons.append(isRefused ? "not applied: see above" : "not applied yet")
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}

extension ProxyServerStatus {
    /// Stores the queued requests and the sessions of the worker's row.
    fileprivate mutating func count(_ row: Statistics.Row?) {
        queued = row?.queued ?? 0
        total = row?.total ?? 0
        bytesIn = row?.bytesIn
        bytesOut = row?.bytesOut
    }

    /// Stores the verdict of Ballast's own check.
    fileprivate mutating func store(_ verdict: Verdict?) {
        self.verdict = verdict
        guard let verdict, verdict.state != .unknown else { return }
        isUp = verdict.state == .up
        if isUp == false { want.isOnline = false }
    }
}
