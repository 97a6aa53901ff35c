import Addresses
import Model

/// The services and servers of a document by the endpoints that connections have.
struct ConnectionPlaces: Sendable {
    private struct Place: Hashable {
        let transport: String
        let endpoint: Endpoint
    }

    private struct Entry {
        let name: String
        var servers: [Endpoint: String]
    }

    private var services: [Place: Entry] = [:]
    /// The servers of services with a mark: a connection has no mark.
    private var marked: [IPAddress: (service: String, server: String)] = [:]

    /// Indexes a document.
    init(_ spec: Spec) {
        for service in spec.services {
            switch service.key {
            case .listen(let transport, let listen):
                var servers: [Endpoint: String] = [:]
                for server in service.servers {
                    let endpoint = Endpoint(server.address, port: server.port ?? listen.port)
                    servers[endpoint] = server.name
                    // Forwarding without translation keeps the port of the service.
                    servers[Endpoint(server.address, port: listen.port)] = server.name
                }
                services[Place(transport: transport.rawValue, endpoint: listen)] =
                    Entry(name: service.name, servers: servers)
            case .mark:
                for server in service.servers {
                    marked[server.address] = (service.name, server.name)
                }
            }
        }
    }

    /// Adds the names of service and server to a connection.
    func name(_ connection: inout ClientConnection) {
        guard let listen = connection.listen, let destination = connection.destination else {
            return
        }
        let any = Endpoint(listen.address, port: 0)
        for endpoint in [listen, any] {
            let place = Place(transport: connection.transport, endpoint: endpoint)
            guard let entry = services[place] else { continue }
            connection.service = entry.name
            connection.server =
                entry.servers[destination]
                ?? entry.servers[Endpoint(destination.address, port: 0)]
            return
        }
        guard let found = marked[destination.address] else { return }
        connection.service = found.service
        connection.server = found.server
    }
}
