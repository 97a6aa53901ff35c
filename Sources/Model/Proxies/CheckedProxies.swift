import Addresses

/// The results of Ballast's own checks of servers of proxies.
///
/// **Shape:** by the name of the proxy; proxies without such a server have no entry.
public struct ProxyCheckResults: Sendable, Hashable {
    /// Servers that fail, or that are down until a first check passes.
    public var down: [String: Set<Endpoint>] = [:]
    /// Servers that passed, and are not on trial.
    public var up: [String: Set<Endpoint>] = [:]

    /// No results.
    public init() {}
}

/// The servers of proxies that Ballast checks, listed once for each document.
public struct CheckedProxies: Sendable {
    private struct Place: Sendable {
        let name: String
        let key: ServiceKey
        /// Servers that are down until a first check passes.
        let startDown: Set<Endpoint>
    }

    private let places: [Place]

    /// The servers of this document.
    public init(of spec: Spec) {
        places = spec.checkedProxies.map { service in
            let startDown = service.servers.compactMap { server -> Endpoint? in
                guard let check = service.checkType(of: server), check.type.asks,
                    check.start == .down
                else { return nil }
                return service.endpoint(of: server)
            }
            return Place(name: service.name, key: service.key, startDown: Set(startDown))
        }
    }

    /// The results by these verdicts.
    public func results(by verdicts: Verdicts) -> ProxyCheckResults {
        var results = ProxyCheckResults()
        for place in places {
            let found = verdicts[place.key] ?? [:]
            for endpoint in place.startDown.union(found.keys) {
                _ = results.record(found[endpoint], at: endpoint, place.name, place.startDown)
            }
        }
        return results
    }

    /// Updates the results by what changed between two states of the verdicts.
    ///
    /// - Returns: the servers with another result, by the name of their proxy.
    public func update(
        _ results: inout ProxyCheckResults, from old: Verdicts, to new: Verdicts
    ) -> [String: Set<Endpoint>] {
        var changed: [String: Set<Endpoint>] = [:]
        for place in places {
            let (before, after) = (old[place.key] ?? [:], new[place.key] ?? [:])
            func record(_ verdict: Verdict?, at endpoint: Endpoint) {
                if results.record(verdict, at: endpoint, place.name, place.startDown) {
                    changed[place.name, default: []].insert(endpoint)
                }
            }
            var common = 0
            for (endpoint, verdict) in after {
                guard let earlier = before[endpoint] else {
                    record(verdict, at: endpoint)
                    continue
                }
                common += 1
                guard earlier.state != verdict.state || earlier.trial != verdict.trial else {
                    continue
                }
                record(verdict, at: endpoint)
            }
            guard common < before.count else { continue }
            for endpoint in before.keys where after[endpoint] == nil { record(nil, at: endpoint) }
        }
        return changed
    }
}

extension ProxyCheckResults {
    /// Records the verdict on a server; whether its result is another one now.
    fileprivate mutating func record(
        _ verdict: Verdict?, at endpoint: Endpoint, _ name: String, _ startDown: Set<Endpoint>
    ) -> Bool {
        let isUp = verdict?.state == .up
        let isDown = verdict?.state == .down || !isUp && startDown.contains(endpoint)
        let isOther = Self.set(isDown, endpoint, in: &down[name])
        return Self.set(isUp && verdict?.trial == nil, endpoint, in: &up[name]) || isOther
    }

    private static func set(
        _ isMember: Bool, _ endpoint: Endpoint, in set: inout Set<Endpoint>?
    ) -> Bool {
        if isMember {
            guard set != nil else {
                set = [endpoint]
                return true
            }
            return set?.insert(endpoint).inserted == true
        }
        guard set?.remove(endpoint) != nil else { return false }
        if set?.isEmpty == true { set = nil }
        return true
    }
}

extension Spec {
    /// Servers that Ballast's checks find down, or that are down until a first check passes, by
    /// the name of their proxy.
    public func proxiedServersDown(by verdicts: Verdicts) -> [String: Set<Endpoint>] {
        CheckedProxies(of: self).results(by: verdicts).down
    }
}
