import Addresses
import Model
import Series

/// The series of the subjects of a document, by the keys of the kernel and the names of proxies.
struct SeriesPlaces: Sendable {
    /// The series of a service or proxy.
    struct Group<Part: Hashable & Sendable>: Sendable {
        let id: SeriesID
        let parts: [Part: SeriesID]
    }

    /// The series of services; their parts are the endpoints of servers.
    let services: [ServiceKey: Group<Endpoint>]
    /// The series of proxies by name; their parts are the names of servers.
    let proxies: [String: Group<String>]

    /// Whether the document has no subjects.
    var isEmpty: Bool { services.isEmpty && proxies.isEmpty }

    /// The series of an index.
    init(_ index: SeriesIndex = SeriesIndex()) {
        var services: [ServiceKey: Group<Endpoint>] = [:]
        var proxies: [String: Group<String>] = [:]
        for entry in index.entries where entry.left == nil {
            switch entry.layout {
            case .packets:
                guard let key = ServiceKey(entry.place) else { continue }
                services[key] = Group(
                    id: entry.id,
                    parts: Dictionary(
                        entry.present.compactMap { part in
                            Endpoint(part.place).map { ($0, part.id) }
                        }, uniquingKeysWith: { first, _ in first }))
            case .sessions:
                proxies[entry.name] = Group(
                    id: entry.id,
                    parts: Dictionary(
                        entry.present.map { ($0.name, $0.id) },
                        uniquingKeysWith: { first, _ in first }))
            }
        }
        self.services = services
        self.proxies = proxies
    }
}
