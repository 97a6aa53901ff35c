import Addresses
import Model

/// The results of Ballast's own checks of proxies' servers.
///
/// **Shape:** each server as `BACKEND/SERVER`, by HAProxy's names.
public struct ServerProofs: Sendable, Hashable {
    /// Servers that have not passed a check yet, or fail it.
    public private(set) var unproven: Set<String> = []
    /// Servers that have passed.
    public private(set) var proven: Set<String> = []
    /// Servers that are in maintenance because they fail.
    public private(set) var down: Set<String> = []

    /// Results for these servers alone.
    public init(
        unproven: Set<String> = [], proven: Set<String> = [], down: Set<String> = []
    ) {
        self.unproven = unproven
        self.proven = proven
        self.down = down
    }

    init(of spec: Spec, _ settings: HAProxySettings) {
        guard let results = settings.results else { return }
        for proxy in spec.proxies
        where proxy.isCheckedByBallast && settings.kept.lines[proxy.name] == nil {
            let up = results.up[proxy.name] ?? []
            let down = results.down[proxy.name] ?? []
            for (part, backend) in proxy.sections {
                add(part.servers, of: part, in: backend, up, down)
            }
        }
    }

    /// Updates the results of some servers of a proxy.
    mutating func update(of proxy: Proxy, at endpoints: Set<Endpoint>, _ settings: HAProxySettings)
    {
        guard let results = settings.results, proxy.isCheckedByBallast else { return }
        let up = results.up[proxy.name] ?? []
        let down = results.down[proxy.name] ?? []
        for (part, backend) in proxy.sections {
            add(part.servers(at: endpoints, of: proxy), of: part, in: backend, up, down)
        }
    }

    private mutating func add(
        _ servers: [ProxyServer], of proxy: Proxy, in backend: Word, _ up: Set<Endpoint>,
        _ down: Set<Endpoint>
    ) {
        for server in servers where server.state == .online && server.weight > 0 {
            let type = server.check?.type ?? proxy.check?.type
            guard proxy.check != nil || server.check != nil, type?.asks ?? true else { continue }
            let place = "\(backend.text)/\(Word.identifier(server.name).text)"
            let endpoint = Endpoint(
                server.address, port: server.port ?? proxy.listen.first?.port ?? 0)
            if up.contains(endpoint) {
                proven.insert(place)
                unproven.remove(place)
            } else {
                unproven.insert(place)
                proven.remove(place)
            }
            if down.contains(endpoint) { self.down.insert(place) } else { self.down.remove(place) }
        }
    }
}

extension Proxy {
    /// The proxy and its routes with servers, each as a proxy with the name of its section.
    var sections: [(part: Proxy, name: Word)] {
        [(self, .identifier(name))]
            + routes.enumerated().filter { !$1.servers.isEmpty }.map { position, route in
                (part(for: route), .route(route, at: position, of: name))
            }
    }

    /// The servers at these endpoints.
    ///
    /// - Parameter proxy: the proxy whose port counts for servers without one.
    func servers(at endpoints: Set<Endpoint>, of proxy: Proxy) -> [ProxyServer] {
        let usual = proxy.listen.first?.port ?? 0
        return servers.filter {
            endpoints.contains(Endpoint($0.address, port: $0.port ?? usual))
        }
    }
}
