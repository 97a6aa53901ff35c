import Addresses
import Model

extension Validation {
    /// Reports servers through which a connection returns to its own proxy.
    ///
    /// One client, or one check, then fills the proxy: each connection opens the next. The cost
    /// grows with proxies and servers, not with their product.
    mutating func checkProxyLoops() {
        let sites = ListeningSites(spec)
        var states = [SearchState](
            repeating: .new, count: spec.proxies.count + spec.sslServices.count)
        for start in states.indices where states[start] == .new {
            // Each entry has the position of the next server.
            var chain = [(site: start, links: sites.links(of: start), next: 0)]
            states[start] = .open
            while let (site, links, next) = chain.last {
                guard next < links.count else {
                    states[site] = .done
                    chain.removeLast()
                    continue
                }
                chain[chain.count - 1].next += 1
                guard let target = sites.site(at: links[next].endpoint, localAddresses) else {
                    continue
                }
                switch states[target] {
                case .done: break
                case .open: report(links[next], to: target, of: site, in: sites)
                case .new:
                    states[target] = .open
                    chain.append((target, sites.links(of: target), 0))
                }
            }
        }
    }

    private mutating func report(
        _ link: ListeningSites.Link, to target: Int, of site: Int, in sites: ListeningSites
    ) {
        let way =
            target == site
            ? "\(sites.name(site)) itself listens on"
            : "\(sites.name(target)) listens on, and hands over to \(sites.name(site))"
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
private struct ListeningSites {
    /// A server, fallback or backend: the target of outgoing connections.
    struct Link {
        let name: String
        let endpoint: Endpoint
        let path: DocumentPath
    }

    private let spec: Spec
    private var sites: [Endpoint: Int] = [:]

    init(_ spec: Spec) {
        self.spec = spec
        let proxies = Dictionary(
            spec.proxies.indices.map { (spec.proxies[$0].name, $0) },
            uniquingKeysWith: { first, _ in first })
        for (index, proxy) in spec.proxies.enumerated() {
            for endpoint in proxy.listen where sites[endpoint] == nil { sites[endpoint] = index }
        }
        for (index, service) in spec.sslServices.enumerated() {
            let site =
                switch service.backend {
                case .proxy(let name): proxies[name]
                case .endpoint: spec.proxies.count + index
                }
            for endpoint in service.listen where sites[endpoint] == nil { sites[endpoint] = site }
        }
    }

    /// Returns the proxy or SSL service that accepts connections to an endpoint; nil: none does.
    func site(at endpoint: Endpoint, _ local: Set<IPAddress>) -> Int? {
        if let site = sites[endpoint] { return site }
        guard endpoint.address.isLoopback || local.contains(endpoint.address) else { return nil }
        return sites[Endpoint(.any(endpoint.address.family), port: endpoint.port)]
    }

    func name(_ site: Int) -> String {
        site < spec.proxies.count
            ? spec.proxies[site].name : spec.sslServices[site - spec.proxies.count].name
    }

    /// The servers of a proxy, of its routes, and its fallback.
    func links(of site: Int) -> [Link] {
        guard site < spec.proxies.count else {
            let index = site - spec.proxies.count
            guard case .endpoint(let endpoint) = spec.sslServices[index].backend else { return [] }
            return [
                Link(
                    name: "the backend of \(name(site))", endpoint: endpoint,
                    path: DocumentPath([.key("sslServices"), .index(index), .key("backend")]))
            ]
        }
        let proxy = spec.proxies[site]
        let path = DocumentPath([.key("proxies"), .index(site)])
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
