import Model

extension ProxyStatus {
    /// Returns the outages of the proxy and its routes: no server that should be online works.
    ///
    /// **Shape:** one sentence each, with the same words as for layer-4 services.
    ///
    /// - Parameters:
    ///   - fallback: the fallback while every server is down; nil: none.
    ///   - routes: the document's routes, in order.
    ///   - held: servers that the document removes and that stay in service.
    public func outages(
        _ fallback: ProxyFallback?, routes: [Route] = [], held: [HeldServers] = []
    ) -> [String] {
        let groups = Dictionary(grouping: servers, by: \.route)
        return groups.sorted { ($0.key ?? 0) < ($1.key ?? 0) }.compactMap { number, servers in
            let route = number.flatMap { routes.indices.contains($0 - 1) ? routes[$0 - 1] : nil }
            let place = number.map { "route \(route?.name ?? "\($0)") of \(name)" } ?? name
            let handover = held.first { $0.place == place }
            let wanted = servers.filter { server in
                guard server.state == .online, server.standsIn != true else { return false }
                let name = Word.identifier(server.name).text
                if let handover, handover.concerns(name) { return handover.awaited.contains(name) }
                return server.want.weight > 0
            }
            let stand = route?.fallback ?? fallback
            let staying = handover?.staying.count ?? 0
            let isOut = wanted.isEmpty && staying > 0
            guard isOut || !wanted.isEmpty else { return nil }
            guard isOut || wanted.allSatisfy({ $0.isUp == false }) else {
                let open = wanted.filter(\.want.isOnline)
                guard handover == nil, !open.isEmpty, open.allSatisfy(\.getsNothing) else {
                    return nil
                }
                return Self.sentence(
                    "no server of \(place) gets new clients (weight 0, or taken out by its agent)",
                    stand)
            }
            if staying > 0 {
                let servers = staying == 1 ? "1 server" : "\(staying) servers"
                let failing = isOut ? "is online" : "works"
                if let service = handover?.service {
                    return "no server of \(place) \(failing): \(service) stays in service"
                }
                return "no server of \(place) \(failing): \(servers) that the document takes out "
                    + (staying == 1 ? "stays" : "stay") + " in service"
            }
            return Self.sentence("no server of \(place) works", stand)
        }
    }

    private static func sentence(_ outage: String, _ fallback: ProxyFallback?) -> String {
        switch fallback {
        case nil: "\(outage), and nothing stands in for them"
        case .holdingPage: "\(outage): the holding page stands in"
        case .server: "\(outage): its fallback stands in"
        }
    }
}

extension ProxyServerStatus {
    /// Whether the server is down, or the worker assigns it no new clients.
    fileprivate var getsNothing: Bool {
        isUp == false || got.map { $0.weight == 0 || !$0.isOnline } ?? false
    }
}
