import Addresses
import Model

extension Statistics {
    /// Returns the proxies and SSL services of a document that have a usable server.
    ///
    /// A server that stays in service counts too, and a fallback does not. A proxy with several
    /// backends needs one of them. A proxy without any server, which redirects all requests, needs
    /// none. A proxy that this worker does not have is unknown.
    public func usability(of spec: Spec) -> ProxyUsability {
        var backends: [String: Bool] = [:]
        for row in rows where row.isServer && row.server != BackendServer.fallback {
            backends[row.proxy, default: false] =
                backends[row.proxy] == true || row.getsClients
        }
        let owners = Dictionary(
            backends.map { (BackendName($0.key).owner, $0.value) },
            uniquingKeysWith: { $0 || $1 })
        var usability = ProxyUsability()
        func add(_ endpoints: [Endpoint], isUsable: Bool?) {
            guard let isUsable else { return }
            usability.known.formUnion(endpoints)
            if isUsable { usability.usable.formUnion(endpoints) }
        }
        for proxy in spec.proxies {
            let needsNone = proxy.servers.isEmpty && proxy.routes.allSatisfy(\.servers.isEmpty)
            add(spec.endpoints(of: proxy), isUsable: needsNone ? true : owners[proxy.name])
        }
        for service in spec.sslServices {
            guard case .endpoint = service.backend else { continue }
            add(service.listen, isUsable: owners[service.name])
        }
        return usability
    }
}

extension Statistics.Row {
    /// Whether a server gets new clients: it is up or not checked, and has a weight.
    fileprivate var getsClients: Bool { status.hasPrefix("UP") || status == "no check" }
}
