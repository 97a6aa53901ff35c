import Addresses
import Model

/// The servers of a list while its service is a canary: those of the edit, then those that it
/// removes.
struct CanaryList {
    /// The number of the route; 0: the service's own servers.
    var number = 0
    /// The servers that the edit adds, and that the operator wants online.
    var added: [String] = []
    /// The servers that were there before.
    var others: [String] = []
}

extension CanaryList {
    /// A list that the edit adds.
    fileprivate init(adding servers: [some CanaryMember], number: Int = 0) {
        self.number = number
        added = servers.filter(\.isWanted).map(\.name)
    }
}

extension Service {
    /// Returns the service while it is a canary, and its servers.
    ///
    /// - Parameter former: the service before the edit; nil: the edit adds it.
    func canary(after former: Service?, at percent: Int) -> (service: Service, list: CanaryList) {
        var service = self
        guard let former else { return (service, CanaryList(adding: servers)) }
        let old = Set(former.servers.map(former.endpoint))
        let new = Set(servers.map(endpoint))
        let added = Set(servers.indices.filter { !old.contains(endpoint(of: servers[$0])) })
        for var server in former.servers {
            let endpoint = former.endpoint(of: server)
            guard !new.contains(endpoint) else { continue }
            server.port = endpoint.port
            server.forwarding = former.forwarding(of: server)
            service.servers.append(server)
        }
        let list = service.servers.share(added, at: percent, most: 65_535)
        return (service, list)
    }
}

extension Proxy {
    /// Returns the proxy while it is a canary, and its servers by list.
    ///
    /// - Parameter former: the proxy before the edit; nil: the edit adds it.
    func canary(after former: Proxy?, at percent: Int) -> (proxy: Proxy, lists: [CanaryList]) {
        var proxy = self
        var lists =
            former.map { [proxy.servers.merge($0.servers, at: percent)] }
            ?? [CanaryList(adding: servers)]
        for (position, route) in routes.enumerated() {
            guard case .servers(var servers) = route.action else { continue }
            guard let before = former?.routes.first(where: { $0.isPredecessor(of: route) }) else {
                lists.append(CanaryList(adding: servers, number: position + 1))
                continue
            }
            var list = servers.merge(before.servers, at: percent)
            list.number = position + 1
            lists.append(list)
            proxy.routes[position].action = .servers(servers)
        }
        return (proxy, lists)
    }
}

extension Route {
    /// Whether a route of the edit is this one with other settings.
    func isPredecessor(of other: Route) -> Bool {
        name == nil && other.name == nil ? match == other.match : name == other.name
    }
}

extension [ProxyServer] {
    /// Adds the servers that an edit removes, and gives each its share.
    fileprivate mutating func merge(_ former: [ProxyServer], at percent: Int) -> CanaryList {
        let old = Set(former.map(\.name))
        let new = Set(map(\.name))
        let added = Set(indices.filter { !old.contains(self[$0].name) })
        self += former.filter { !new.contains($0.name) }
        return share(added, at: percent, most: ProxyServer.weights.upperBound)
    }
}

extension Array where Element: CanaryMember {
    /// Gives each server its share, and returns the list.
    ///
    /// Without a server that was there before and gets connections, new servers have their whole
    /// weights: any percentage would give them everything.
    ///
    /// - Parameters:
    ///   - added: the positions of new servers.
    ///   - most: the largest weight that the list can have.
    fileprivate mutating func share(
        _ added: Set<Int>, at percent: Int, most: Int
    ) -> CanaryList {
        let list = CanaryList(
            added: added.sorted().filter { self[$0].isWanted }.map { self[$0].name },
            others: indices.filter { !added.contains($0) }.map { self[$0].name })
        let weights = added.map { self[$0].weight }.filter { $0 > 0 }
        guard let least = weights.min(), let largest = map(\.weight).max(),
            indices.contains(where: { !added.contains($0) && self[$0].isWanted })
        else { return list }
        // The factor at which 1 % of the smallest new weight is 1, if the weights have room.
        let scale = Swift.max(1, Swift.min((100 + least - 1) / least, most / largest))
        for position in indices where self[position].weight > 0 {
            let share = CanaryShare(
                written: self[position].weight, scale: scale,
                percent: added.contains(position) ? percent : 100)
            self[position].canary = share
            self[position].weight = share.weight(of: share.written)
        }
        return list
    }
}
