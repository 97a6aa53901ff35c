import Addresses
import Model

/// The servers of a list while its service is a canary: those of the edit, then those that it
/// removes.
struct CanaryList {
    /// The number of the route; 0: the service's own servers.
    var number = 0
    /// The servers that the edit adds, and that the operator wants online.
    var added: [String] = []
    /// The servers that the edit adds, and that the operator has drained or set offline.
    var idle: [String] = []
    /// The servers that were there before.
    var others: [String] = []
    /// The servers that were there before, that the edit keeps, and that are online.
    var kept: [String] = []
    /// The kept servers with other settings than weight and state.
    var changed: [String] = []
    /// The servers that the edit removes, and that were online.
    var removed: [String] = []
    /// Whether new servers have a percentage of their weights.
    var isShared = false
    /// Whether all servers to which new ones would be compared are backups, without requests.
    var isBesideBackups = false
}

extension CanaryList {
    /// A list that the edit adds.
    fileprivate init(adding servers: [some CanaryMember], number: Int = 0) {
        self.number = number
        added = servers.filter(\.isWanted).map(\.name)
        idle = servers.filter { $0.state != .online }.map(\.name)
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
        var removed: [String] = []
        for var server in former.servers {
            let endpoint = former.endpoint(of: server)
            guard !new.contains(endpoint) else { continue }
            server.port = endpoint.port
            server.forwarding = former.forwarding(of: server)
            if server.isWanted { removed.append(server.name) }
            service.servers.append(server)
        }
        var list = service.servers.share(added, at: percent, most: 65_535)
        list.removed = removed
        list.kept = servers.filter { $0.state == .online && old.contains(endpoint(of: $0)) }
            .map(\.name)
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
            guard let before = former?.predecessor(of: route, in: self) else {
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

extension Proxy {
    /// Returns the route that a route of the edit replaces: that of its name or condition, else one
    /// without a successor that has one of its servers; nil: the route is new.
    func predecessor(of route: Route, in edit: Proxy) -> Route? {
        if let same = routes.first(where: { $0.isPredecessor(of: route) }) { return same }
        let names = Set(route.servers.map(\.name))
        return routes.first { former in
            former.servers.contains { names.contains($0.name) }
                && !edit.routes.contains(where: former.isPredecessor)
        }
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
        let kept = filter { old.contains($0.name) && $0.state == .online }
        let removed = former.filter { !new.contains($0.name) }
        self += removed
        var list = share(added, at: percent, most: ProxyServer.weights.upperBound)
        list.removed = removed.filter(\.isWanted).map(\.name)
        list.kept = kept.map(\.name)
        list.changed = kept.filter { server in
            former.contains { $0.name == server.name && !$0.hasManner(of: server) }
        }.map(\.name)
        return list
    }
}

extension ProxyServer {
    /// Whether another server differs at most in its weight and state.
    fileprivate func hasManner(of other: ProxyServer) -> Bool {
        var same = other
        (same.weight, same.state, same.canary) = (weight, state, canary)
        return self == same
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
        var list = CanaryList(
            added: added.sorted().filter { self[$0].isWanted }.map { self[$0].name },
            idle: added.sorted().filter { self[$0].state != .online }.map { self[$0].name },
            others: indices.filter { !added.contains($0) }.map { self[$0].name })
        let wanted = indices.filter { !added.contains($0) && self[$0].isWanted }
        list.isBesideBackups =
            !wanted.isEmpty && wanted.allSatisfy { self[$0].backup }
            && added.contains { self[$0].isWanted && !self[$0].backup }
        let weights = added.map { self[$0].weight }.filter { $0 > 0 }
        guard let least = weights.min(), let largest = map(\.weight).max(),
            !wanted.isEmpty
        else { return list }
        list.isShared = true
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
