import Addresses
import Model

extension Board {
    /// Changes of the servers of probes during a document.
    private struct Moves {
        /// The probes with other servers than before.
        ///
        /// **Shape:** each once; those of the servers of a service follow each other.
        private(set) var touched: [Probe] = []
        private var seen: Set<Probe> = []
        /// Servers with the settings of the use that they leave.
        var left: [(id: ServerID, server: Server)] = []
        /// The latest terms, which those of the next server may share.
        var latest: ProbeTerms<Settings>?

        mutating func touch(_ probe: Probe) {
            if seen.insert(probe).inserted { touched.append(probe) }
        }
    }

    /// Follows the services that another document changes; returns the probes whose servers are
    /// others now, each once, with those of a service beside each other.
    ///
    /// Remaining servers keep their state, even if their question is another one now; removed
    /// servers are forgotten. A new server gets its state of an earlier run if its settings allow
    /// it. Otherwise, if another server has the result of the same question, that is its first
    /// result: a second service with the same servers need not wait.
    ///
    /// - Parameters:
    ///   - services: the services of each key that has changed; none: it was removed.
    ///   - time: milliseconds since 1970.
    mutating func follow(
        _ services: [ServiceKey: [Service]], defaults: HealthDefaults, at time: Int64
    ) -> [Probe] {
        var moves = Moves()
        for (key, services) in services {
            follow(services, of: key, defaults: defaults, at: time, &moves)
        }
        // After all others have joined, so that a use with other servers keeps its progress.
        for (id, server) in moves.left { leave(id, server, &moves) }
        remembered = [:]
        let copied = copyResults(among: moves.touched)
        for key in copied.union(services.keys) { publishAll(of: key) }
        return moves.touched
    }

    private mutating func follow(
        _ services: [Service], of key: ServiceKey, defaults: HealthDefaults, at time: Int64,
        _ moves: inout Moves
    ) {
        let former = servers[key] ?? [:]
        var followed: [Endpoint: Server] = [:]
        for service in services {
            for server in service.servers {
                let id = ServerID(service: key, endpoint: service.endpoint(of: server))
                guard followed[id.endpoint] == nil,
                    let settings = Machine.settings(of: server, in: service, defaults: defaults)
                else { continue }
                followed[id.endpoint] =
                    if let known = former[id.endpoint] {
                        moved(known, id, to: settings, &moves)
                    } else {
                        joined(id, settings, at: time, &moves)
                    }
            }
        }
        for (endpoint, server) in former where followed[endpoint] == nil {
            let id = ServerID(service: key, endpoint: endpoint)
            moves.left.append((id, server))
            unsaved.remove(id)
        }
        servers[key] = followed.isEmpty ? nil : followed
    }

    /// Returns a new server, which joins the use of its probe; nil: it is not probed.
    private mutating func joined(
        _ id: ServerID, _ settings: Settings, at time: Int64, _ moves: inout Moves
    ) -> Server? {
        guard let terms = ProbeTerms(settings, sharing: moves.latest) else { return nil }
        moves.latest = terms
        join(id, terms, &moves)
        let earlier = settings.continuesEarlierRun ? remembered[id] : nil
        return Server(terms: terms, machine: earlier ?? Machine(at: time))
    }

    /// Returns a remaining server with other settings, which may join another use.
    private mutating func moved(
        _ known: Server, _ id: ServerID, to settings: Settings, _ moves: inout Moves
    ) -> Server? {
        if known.settings == settings { return known }
        guard let terms = ProbeTerms(settings, sharing: moves.latest) else { return nil }
        moves.latest = terms
        var server = known
        server.terms = terms
        if known.settings.isScheduledLike(settings) { return server }
        moves.left.append((id, known))
        join(id, terms, &moves)
        if !known.settings.asksLike(settings) { server.place = 0 }
        return server
    }

    private mutating func join(
        _ id: ServerID, _ terms: ProbeTerms<Settings>, _ moves: inout Moves
    ) {
        moves.touch(terms.probe)
        let all = uses[terms.probe, default: []]
        let same = all.firstIndex { $0.settings.isScheduledLike(terms.settings) }
        guard let place = same else {
            var use = Use(terms)
            use.insert(id)
            uses[terms.probe] = all + [use]
            return
        }
        uses[terms.probe]?[place].insert(id)
    }

    private mutating func leave(_ id: ServerID, _ server: Server, _ moves: inout Moves) {
        moves.touch(server.probe)
        guard
            let place = uses[server.probe]?.firstIndex(where: {
                $0.settings.isScheduledLike(server.settings)
            })
        else { return }
        uses[server.probe]?[place].remove(id)
        if uses[server.probe]?[place].servers.isEmpty == true {
            uses[server.probe]?.remove(at: place)
        }
        if uses[server.probe]?.isEmpty == true { uses[server.probe] = nil }
    }

    /// Gives waiting servers the latest result of the same question; returns their services.
    private mutating func copyResults(among probes: [Probe]) -> Set<ServiceKey> {
        var services: Set<ServiceKey> = []
        guard lastPlace > 0 else { return services }
        for probe in probes {
            let all = uses[probe, default: []]
            for use in all {
                let waiting = use.servers.filter { self[$0]?.machine.isWaiting == true }
                guard !waiting.isEmpty, let known = latest(of: all, asking: use.settings) else {
                    continue
                }
                for id in waiting {
                    let isCopied = servers[id.service]?[id.endpoint]?.copyResult(of: known)
                    if isCopied == true { services.insert(id.service) }
                }
            }
        }
        return services
    }

    /// The server with the latest result of a question; nil: no server has one.
    private func latest(of uses: [Use], asking settings: Settings) -> Server? {
        var latest: Server?
        for use in uses where use.settings.asksLike(settings) {
            for id in use.servers {
                guard let server = self[id] else { continue }
                if server.place > latest?.place ?? 0 { latest = server }
            }
        }
        return latest
    }

    private mutating func publishAll(of key: ServiceKey) {
        let values = servers[key]?.mapValues(\.machine.value)
        if published[key] != values { published[key] = values }
    }
}

extension Board.Server {
    /// Applies the latest result of another server; false if that has none.
    fileprivate mutating func copyResult(of other: Self) -> Bool {
        guard machine.copyResult(of: other.machine, by: settings) else { return false }
        place = other.place
        return true
    }
}
