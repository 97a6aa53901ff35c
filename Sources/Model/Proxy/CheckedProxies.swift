import Addresses

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
            // Unchanged verdicts share their storage.
            if before == after { continue }
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

extension Spec {
    /// Servers that Ballast's checks find down, or that are down until a first check passes, by
    /// the name of their proxy.
    public func proxiedServersDown(by verdicts: Verdicts) -> [String: Set<Endpoint>] {
        CheckedProxies(of: self).results(by: verdicts).down
    }
}
