import Addresses
import Model

/// What makes a worker that does as one document says do as another says; nil: more differs than
/// weights, states, addresses and limits of servers.
///
/// It looks at the documents alone: rendering ten thousand servers takes longer than changing one.
///
/// **Shape:** what gives servers more comes before what takes from them; nothing but the proxies
/// and what belongs to them is compared.
///
/// - Parameter down: servers that Ballast's own checks find down, by the name of their proxy.
public func valueCommands(
    from old: Spec, to new: Spec, down: [String: Set<Endpoint>] = [:]
) -> [RuntimeCommand]? {
    guard old.proxies.count == new.proxies.count, old.sslServices == new.sslServices,
        old.certificates == new.certificates, old.haproxy == new.haproxy,
        old.holdingPage == new.holdingPage
    else { return nil }
    var growth: [RuntimeCommand] = []
    var reduction: [RuntimeCommand] = []
    for (before, after) in zip(old.proxies, new.proxies) where before != after {
        // What an agent decides is no value of the document's: only a reload changes its measure.
        guard !after.followsAgents, before.hasSameFrame(as: after) else { return nil }
        let mayStandIn = new.holdingPage.whenOffline
        guard before.drains == after.drains, mayStandIn || before.pages == after.pages else {
            return nil
        }
        let pairs = zip(
            before.values(down[before.name] ?? [], mayStandIn),
            after.values(down[after.name] ?? [], mayStandIn))
        for (then, now) in pairs where then != now {
            // Only a look can decide whether the last working server may move.
            guard now.endpoint == then.endpoint, now.limit != nil || then.limit == nil else {
                return nil
            }
            for command in now.commands(from: then) {
                if command.isReduction {
                    reduction.append(command)
                } else {
                    growth.append(command)
                }
            }
        }
    }
    return growth + reduction
}

extension Proxy {
    /// Whether agents have a say in any of its servers.
    fileprivate var followsAgents: Bool {
        feedback != nil || (servers + routes.flatMap(\.servers)).contains { $0.feedback != nil }
    }

    /// Whether both differ in nothing but the values of servers.
    fileprivate func hasSameFrame(as other: Proxy) -> Bool {
        withoutValues == other.withoutValues
    }

    private var withoutValues: Proxy {
        var proxy = self
        proxy.servers = servers.map(\.withoutValues)
        proxy.routes = routes.map { route in
            guard case .servers(let servers) = route.action else { return route }
            var route = route
            route.action = .servers(servers.map(\.withoutValues))
            return route
        }
        return proxy
    }

    /// The servers as a worker has them, without what can't be changed.
    fileprivate func values(_ down: Set<Endpoint>, _ mayStandIn: Bool) -> [WantedServer] {
        let name = Word.identifier(self.name).text
        var values = servers.map { value(of: $0, in: name, down) }
        values += fallbackValue(in: name, mayStandIn)
        for (position, route) in routes.enumerated() where !route.servers.isEmpty {
            let backend = Word.route(route, at: position, of: self.name).text
            let part = part(for: route)
            values += route.servers.map { part.value(of: $0, in: backend, down) }
            values += part.fallbackValue(in: backend, mayStandIn)
        }
        return values
    }

    /// The proxy's own part and those of its routes that have servers.
    private var parts: [Proxy] {
        [self] + routes.filter { !$0.servers.isEmpty }.map { part(for: $0) }
    }

    /// Whether each part has a holding page and only servers that the operator took out.
    fileprivate var pages: [Bool] { parts.map { $0.fallback == .holdingPage && $0.isOffline } }

    /// The drained servers of parts with so many servers that only these have rules of their own.
    fileprivate var drains: [[String]] {
        parts.filter { $0.persistence != .none && ConfigurationBuilder.isLarge($0) }.map { part in
            part.servers.filter { $0.state == .drain || $0.weight == 0 }.map(\.name)
        }
    }

    private func fallbackValue(in backend: String, _ mayStandIn: Bool) -> [WantedServer] {
        guard case .server(let address, let port) = fallback else { return [] }
        return [
            WantedServer(
                backend: backend, name: WantedServer.fallback,
                endpoint: Endpoint(address, port: port ?? listen.first?.port ?? 0),
                state: isOffline && !mayStandIn ? .offline : .online)
        ]
    }

    private func value(
        of server: ProxyServer, in backend: String, _ down: Set<Endpoint>
    ) -> WantedServer {
        let endpoint = Endpoint(server.address, port: server.port ?? listen.first?.port ?? 0)
        let isOff = (server.check?.type ?? check?.type) == .off
        return WantedServer(
            backend: backend, name: Word.identifier(server.name).text, endpoint: endpoint,
            weight: server.state == .drain ? 0 : server.weight,
            state: server.state == .offline || isOff || down.contains(endpoint)
                ? .offline : .online,
            limit: server.maxConnections)
    }
}

extension ProxyServer {
    fileprivate var withoutValues: ProxyServer {
        var server = self
        server.weight = 0
        server.state = .online
        server.address = .v4(IPv4Address(rawValue: 0))
        server.port = 0
        server.maxConnections = nil
        return server
    }
}
