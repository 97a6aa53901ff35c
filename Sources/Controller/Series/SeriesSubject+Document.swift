import Addresses
import Model
import Series

extension SeriesSubject {
    /// Returns the subjects of a document: its services, then its proxies, each with its servers.
    static func all(of spec: Spec) -> [SeriesSubject] {
        let endpoints = spec.endpointsOfProxies
        return spec.services.map { service in
            SeriesSubject(
                name: service.name, place: service.key.description, layout: .packets,
                parts: service.servers.map { server in
                    SeriesSubject(
                        name: server.name, place: service.endpoint(of: server).description,
                        layout: .packets)
                })
        }
            + spec.proxies.map { proxy in
                let places = endpoints[proxy.name] ?? proxy.listen
                let servers = proxy.servers + proxy.routes.flatMap(\.servers)
                return SeriesSubject(
                    name: proxy.name, place: places.map(\.description).joined(separator: " "),
                    layout: .sessions,
                    parts: servers.map { server in
                        let port = server.port.map { ":\($0)" } ?? ""
                        return SeriesSubject(
                            name: server.name, place: "\(server.address)\(port)",
                            layout: .sessions)
                    })
            }
    }
}
