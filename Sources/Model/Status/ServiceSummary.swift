import Addresses

/// A service or a proxy in one line: number of serving servers, traffic, and state.
public struct ServiceSummary: Sendable, Codable, Hashable {
    /// Name in the document, or the key of a service that is not in the document.
    public var name: String
    /// The endpoint for clients, with the protocol.
    public var place: String
    /// Numbers of servers by state that are counted and not listed; empty: none.
    private var hidden: [Int] = []
    private var hiddenServing = 0
    /// Its servers, the most severe first.
    public var servers: [ServerSummary]
    /// Number of open sessions; nil: it is not served.
    public var sessions: Int?
    /// The proxy or the IPVS services that serve its clients during a handover; nil: none does.
    public var servedBy: String?
    /// New sessions per second; nil: unknown.
    public var rate: UInt64?
    /// Number of requests that wait for a server.
    public var waiting: Int
    /// Routes of which the operator has taken every server out of service.
    ///
    /// **Shape:** names or numbers; nil for the requests that match no route. Empty if no server of
    /// the proxy is online.
    public var closedRoutes: [String?] = []
    /// Its state.
    public var state: State
    /// The time of the last change of its state, according to its checks.
    ///
    /// **Unit:** milliseconds since 1970; nil: unknown.
    public var since: Int64?

    /// The state of a service; the more severe one is the lesser.
    public enum State: Int, Sendable, Codable, Hashable, Comparable, CaseIterable {
        /// None of its servers serves, though some should.
        case down
        /// A part of the service differs from the document.
        case degraded
        /// Its servers wait for their first checks.
        case unproven
        /// It is not in the document.
        case leaving
        /// The operator has taken all of its servers out of service.
        case off
        /// The service is as desired.
        case up

        /// By severity; the more severe one is the lesser.
        public static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }

        /// The printed form.
        public var words: String {
            switch self {
            case .down: "down"
            case .degraded: "degraded"
            case .unproven: "not checked yet"
            case .leaving: "leaving"
            case .off: "no server online"
            case .up: "up"
            }
        }
    }

    /// Its open sessions, or what serves its clients instead, in words.
    public var traffic: String {
        let count = sessions.map { counted($0, "session") }
        guard let servedBy else { return count ?? "not served" }
        return (count.map { "\($0); " } ?? "") + "clients are served by \(servedBy)"
    }

    /// Servers that serve.
    public var serving: Int {
        servers.count { $0.serves && $0.state != .standsIn } + hiddenServing
    }
    /// Servers of the document.
    public var listed: Int {
        ServerSummary.State.allCases.filter { $0 != .leaving && $0 != .standsIn }
            .reduce(0) { $0 + count(of: $1) }
    }

    /// The number of servers in a state.
    public func count(of state: ServerSummary.State) -> Int {
        servers.count { $0.state == state } + (hidden.isEmpty ? 0 : hidden[state.rawValue])
    }

    /// Returns a summary that lists only its servers with problems, and counts the others.
    ///
    /// - Parameter limit: the largest number of listed servers.
    public func brief(limit: Int) -> ServiceSummary {
        var brief = self
        brief.servers = Array(servers.prefix(limit).prefix { $0.state < .unproven })
        if brief.hidden.isEmpty {
            brief.hidden = Array(repeating: 0, count: ServerSummary.State.allCases.count)
        }
        for server in servers.dropFirst(brief.servers.count) {
            brief.hidden[server.state.rawValue] += 1
            if server.serves && server.state != .standsIn { brief.hiddenServing += 1 }
        }
        return brief
    }
    /// The numbers of servers that are drained, offline and so on, in words; empty: none.
    public var remarks: [String] {
        [
            (ServerSummary.State.drain, "drained"), (.offline, "offline"), (.off, "with check off"),
            (.leaving, "leaving"),
            (.standsIn, "standing in"),
        ]
        .compactMap { state, word in
            let count = count(of: state)
            return count == 0 ? nil : "\(count) \(word)"
        } + (waiting == 0 ? [] : ["\(waiting) waiting for a server"])
            + closedRoutes.map { route in
                "no server online for " + (route.map { "route \($0)" } ?? "requests of no route")
            }
    }

    /// Creates the summary of a layer-4 service.
    public init(_ service: ServiceStatus) {
        name = service.name ?? service.key.description
        place = service.key.description
        servers = service.servers.map { ServerSummary($0) }
        sessions = service.got == nil ? nil : servers.reduce(0) { $0 + $1.sessions }
        servedBy = service.servedBy
        waiting = 0
        rate = service.got == nil ? nil : service.counters.connectionRate
        let isAsWanted = service.want == service.got && service.quorum?.isLost != true
        let awaits = service.servers.contains {
            $0.state == .online && $0.verdict?.awaitsProof == true
        }
        (state, since) = Self.standing(of: servers, isAsWanted: isAsWanted, awaitsCheck: awaits)
        // A service without servers refuses its clients, as if none were online.
        if state == .up, servers.isEmpty, servedBy == nil { state = .off }
        if service.name == nil { state = .leaving }
        sort()
    }

    /// Creates the summary of a proxy.
    ///
    /// - Parameter now: milliseconds since 1970.
    public init(_ proxy: ProxyStatus, now: Int64) {
        name = proxy.name
        let more = proxy.listen.count > 1 ? " +\(proxy.listen.count - 1)" : ""
        place = "\(proxy.mode.rawValue) \(proxy.listen.first?.description ?? "-")\(more)"
        servers = proxy.servers.map { ServerSummary($0, now: now) }
        sessions = proxy.sessions
        servedBy = proxy.servedBy
        rate = proxy.rate
        waiting = proxy.queued
        let awaits = proxy.servers.contains { $0.state == .online && $0.awaitsCheck == true }
        (state, since) = Self.standing(
            of: servers, isAsWanted: proxy.complaint == nil, awaitsCheck: awaits)
        if proxy.sessions == nil { state = .down }
        if state != .off { closedRoutes = Self.closedRoutes(of: proxy) }
        sort()
    }

    private static func closedRoutes(of proxy: ProxyStatus) -> [String?] {
        var online: [String?: Bool] = [:]
        var order: [String?] = []
        for server in proxy.servers {
            if online[server.routeLabel] == nil { order.append(server.routeLabel) }
            online[server.routeLabel, default: false] =
                online[server.routeLabel] == true || server.state == .online
        }
        return order.filter { online[$0] == false }
    }

    private mutating func sort() {
        // Most services have their servers in one state.
        guard zip(servers, servers.dropFirst()).contains(where: { $0.state > $1.state }) else {
            return
        }
        servers = servers.enumerated()
            .sorted { ($0.element.state, $0.offset) < ($1.element.state, $1.offset) }
            .map(\.element)
    }

    /// Returns the state, and its begin.
    ///
    /// - Parameter awaitsCheck: whether a first check decides soon whether a server works.
    private static func standing(
        of servers: [ServerSummary], isAsWanted: Bool, awaitsCheck: Bool
    ) -> (State, since: Int64?) {
        let listed = servers.filter { $0.state != .leaving && $0.state != .standsIn }
        let down = listed.filter { $0.state == .down }
        let online = listed.filter { ![.drain, .offline, .off].contains($0.state) }
        let isServed = online.contains(where: \.serves)
        let times = down.compactMap(\.since)
        // The others being down is no outage yet: predecessors may stand in meanwhile.
        if !down.isEmpty, !isServed {
            guard !awaitsCheck else { return (.unproven, nil) }
            // The outage can have begun later, when the operator took the other servers out.
            let isByChecks = down.count == listed.count && times.count == down.count
            return (.down, isByChecks ? times.max() : nil)
        }
        // The start of the longest outage.
        if !down.isEmpty { return (.degraded, times.min()) }
        if !isAsWanted || listed.contains(where: { $0.state == .different }) {
            return (.degraded, nil)
        }
        if online.isEmpty, !listed.isEmpty { return (.off, nil) }
        if !isServed, awaitsCheck || online.contains(where: { $0.state == .unproven }) {
            return (.unproven, nil)
        }
        return (.up, online.compactMap(\.since).max())
    }
}

extension Status {
    /// The summaries of services and proxies, the most severe first, else in the document's order.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func summaries(now: Int64) -> [ServiceSummary] {
        (services.map { ServiceSummary($0) } + proxies.map { ServiceSummary($0, now: now) })
            .bySeverity
    }
}
