import Model

/// The location of the server that an edit changes.
enum EditedServer {
    /// Of a layer-4 service.
    case service(Int, server: Int)
    /// Of a proxy itself.
    case proxy(Int, server: Int)
    /// Of a route of a proxy.
    case route(Int, proxy: Int, server: Int)

    /// Finds the server that the edit names.
    ///
    /// **Errors:** no such service or proxy, no such server in it, or a weight that it can't have.
    init(of edit: DocumentEdit, in spec: Spec) throws(EditFailure) {
        self = try Self.named(by: edit, in: spec)
        if case .weight(_, _, let weight) = edit, !weights.contains(weight) {
            throw .weightOutOfRange(weight, most: weights.upperBound)
        }
    }

    private static func named(by edit: DocumentEdit, in spec: Spec) throws(EditFailure) -> Self {
        if let position = spec.services.firstIndex(where: { $0.name == edit.service }) {
            let names = spec.services[position].servers.map(\.name)
            guard let server = names.firstIndex(of: edit.server) else {
                throw unknown(edit, among: names)
            }
            return .service(position, server: server)
        }
        guard let position = spec.proxies.firstIndex(where: { $0.name == edit.service }) else {
            throw .unknownService(
                edit.service,
                suggestion: Suggestion.nearest(
                    to: edit.service,
                    among: spec.services.map(\.name) + spec.proxies.map(\.name)))
        }
        let proxy = spec.proxies[position]
        if let server = proxy.servers.firstIndex(where: { $0.name == edit.server }) {
            return .proxy(position, server: server)
        }
        for (number, route) in proxy.routes.enumerated() {
            guard let server = route.servers.firstIndex(where: { $0.name == edit.server }) else {
                continue
            }
            return .route(number, proxy: position, server: server)
        }
        throw unknown(
            edit, among: (proxy.servers + proxy.routes.flatMap(\.servers)).map(\.name))
    }

    private static func unknown(_ edit: DocumentEdit, among names: [String]) -> EditFailure {
        .unknownServer(
            edit.server, service: edit.service,
            suggestion: Suggestion.nearest(to: edit.server, among: names))
    }

    /// The valid weights of the server.
    var weights: ClosedRange<Int> {
        if case .service = self { 0...65535 } else { ProxyServer.weights }
    }

    /// The server's path in the document.
    var path: DocumentPath {
        switch self {
        case .service(let position, let server):
            DocumentPath([.key("services"), .index(position), .key("servers"), .index(server)])
        case .proxy(let position, let server):
            DocumentPath([.key("proxies"), .index(position), .key("servers"), .index(server)])
        case .route(let route, let proxy, let server):
            DocumentPath([
                .key("proxies"), .index(proxy), .key("routes"), .index(route), .key("servers"),
                .index(server),
            ])
        }
    }

    /// Applies the edit to the meaning of the document, and returns whether that changes it.
    @discardableResult
    func apply(_ edit: DocumentEdit, to spec: inout Spec) -> Bool {
        switch self {
        case .service(let position, let server):
            let before = spec.services[position].servers[server]
            edit.apply(to: &spec.services[position].servers[server])
            return spec.services[position].servers[server] != before
        case .proxy(let position, let server):
            let before = spec.proxies[position].servers[server]
            edit.apply(to: &spec.proxies[position].servers[server])
            return spec.proxies[position].servers[server] != before
        case .route(let route, let proxy, let server):
            guard case .servers(var servers) = spec.proxies[proxy].routes[route].action else {
                return false
            }
            let before = servers[server]
            edit.apply(to: &servers[server])
            spec.proxies[proxy].routes[route].action = .servers(servers)
            return servers[server] != before
        }
    }
}
