import Addresses
import Model

extension Validation {
    /// Reports servers through which a connection returns to its own proxy.
    ///
    /// One client, or one check, then fills the proxy: each connection opens the next. The cost
    /// grows with proxies and servers, not with their product.
    mutating func checkProxyLoops() {
        let listeners = ListenerIndex(spec)
        var states = [SearchState](
            repeating: .new, count: spec.proxies.count + spec.sslServices.count)
        for start in states.indices where states[start] == .new {
            // Each entry has the position of the next server.
            var chain = [(listener: start, links: listeners.links(of: start), next: 0)]
            states[start] = .open
            while let (listener, links, next) = chain.last {
                guard next < links.count else {
                    states[listener] = .done
                    chain.removeLast()
                    continue
                }
                chain[chain.count - 1].next += 1
                guard let target = listeners.listener(at: links[next].endpoint, localAddresses)
                else {
                    continue
                }
                switch states[target] {
                case .done: break
                case .open: report(links[next], to: target, of: listener, in: listeners)
                case .new:
                    states[target] = .open
                    chain.append((target, listeners.links(of: target), 0))
                }
            }
        }
    }

    private mutating func report(
        _ link: ListenerIndex.Link, to target: Int, of listener: Int, in listeners: ListenerIndex
    ) {
        let way =
            target == listener
            ? "\(listeners.name(listener)) itself listens on"
            : "\(listeners.name(target)) listens on, and hands over to \(listeners.name(listener))"
        error(
            .proxyLoop, at: link.path,
            "\(link.name) is \(link.endpoint), which \(way): each connection would open another",
            hint: "give the address of the machine that does the work")
    }
}

/// The progress of the search at a proxy.
private enum SearchState {
    case new, open, done
}

/// The proxies, and the SSL services with a backend endpoint, indexed by listening endpoint.
private struct ListenerIndex {
    /// A server, fallback or backend: the target of outgoing connections.
    struct Link {
        let name: String
        let endpoint: Endpoint
        let path: DocumentPath
    }

    private let spec: Spec
    private var listeners: [Endpoint: Int] = [:]

    init(_ spec: Spec) {
        self.spec = spec
        let proxies = Dictionary(
            spec.proxies.indices.map { (spec.proxies[$0].name, $0) },
            uniquingKeysWith: { first, _ in first })
        for (index, proxy) in spec.proxies.enumerated() {
            for endpoint in proxy.listen where listeners[endpoint] == nil {
                listeners[endpoint] = index
            }
        }
        for (index, service) in spec.sslServices.enumerated() {
            let listener =
                switch service.backend {
                case .proxy(let name): proxies[name]
                case .endpoint: spec.proxies.count + index
                }
            for endpoint in service.listen where listeners[endpoint] == nil {
                listeners[endpoint] = listener
            }
        }
    }

    /// Returns the proxy or SSL service that accepts connections to an endpoint; nil: none does.
    func listener(at endpoint: Endpoint, _ local: Set<IPAddress>) -> Int? {
        if let listener = listeners[endpoint] { return listener }
        guard endpoint.address.isLoopback || local.contains(endpoint.address) else { return nil }
        return listeners[Endpoint(.any(endpoint.address.family), port: endpoint.port)]
    }

    func name(_ listener: Int) -> String {
        listener < spec.proxies.count
            ? spec.proxies[listener].name : spec.sslServices[listener - spec.proxies.count].name
    }

    /// The servers of a proxy, of its routes, and its fallback.
    func links(of listener: Int) -> [Link] {
        guard listener < spec.proxies.count else {
            let index = listener - spec.proxies.count
            guard case .endpoint(let endpoint) = spec.sslServices[index].backend else { return [] }
            return [
                Link(
                    name: "the backend of \(name(listener))", endpoint: endpoint,
                    path: DocumentPath([.key("sslServices"), .index(index), .key("backend")]))
            ]
        }
        let proxy = spec.proxies[listener]
        let path = DocumentPath([.key("proxies"), .index(listener)])
        let port = proxy.listen.first?.port ?? 0
        func servers(_ servers: [ProxyServer], at path: DocumentPath) -> [Link] {
            servers.enumerated().map { position, server in
                Link(
                    name: server.name,
                    endpoint: Endpoint(server.address, port: server.port ?? port),
                    path: path.key("servers").index(position).key("address"))
            }
        }
        func fallback(_ fallback: ProxyFallback?, at path: DocumentPath) -> [Link] {
            guard case .server(let address, let other) = fallback else { return [] }
            return [
                Link(
                    name: "the fallback", endpoint: Endpoint(address, port: other ?? port),
                    path: path.key("fallback"))
            ]
        }
        return servers(proxy.servers, at: path) + fallback(proxy.fallback, at: path)
            + proxy.routes.enumerated().flatMap { position, route in
                let place = path.key("routes").index(position)
                return servers(route.servers, at: place) + fallback(route.fallback, at: place)
            }
    }
}
