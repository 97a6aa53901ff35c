import Addresses

/// A page of the present connections: `ballast connections --json`.
public struct ConnectionsAnswer: Sendable, Codable, Hashable {
    /// The form of this answer; another one has another number.
    public private(set) var version = 1
    /// The number of all connections that were read.
    public var total: Int
    /// The number of those that the query has.
    public var matched: Int
    /// The number of the page.
    public var page: Int
    /// Whether there are more connections, which were not read.
    public var isCut: Bool
    /// The reasons why a layer is missing.
    public var notes: [String]
    /// The connections of the page.
    public var connections: [Row]

    /// A connection.
    public struct Row: Sendable, Codable, Hashable {
        /// The layer.
        public var layer: TrafficLayer
        /// The protocol.
        public var transport: String
        /// The client; port 0: all ports of a remembered client.
        public var client: Endpoint
        /// The name of the client; nil: it has none, or none was asked for.
        public var clientName: String?
        /// The endpoint that the client has connected to.
        public var listen: Endpoint?
        /// The service or proxy.
        public var service: String?
        /// The server.
        public var server: String?
        /// The endpoint of the server.
        public var destination: Endpoint?
        /// The state.
        public var state: String
        /// Seconds since the beginning.
        public var age: Int?
        /// Seconds until it is forgotten.
        public var expires: Int?

        /// Creates a row.
        ///
        /// - Parameter name: the name of the client; nil: unknown.
        public init(_ connection: ClientConnection, name: String?) {
            layer = connection.layer
            transport = connection.transport
            client = connection.client
            clientName = name
            listen = connection.listen
            service = connection.service
            server = connection.server
            destination = connection.destination
            state = connection.state
            age = connection.age
            expires = connection.expires
        }

        private enum CodingKeys: String, CodingKey {
            case layer, transport = "protocol", client, clientName, listen, service, server
            case destination, state, age, expires
        }
    }

    /// Creates the answer to a query.
    ///
    /// - Parameter names: the known names of clients.
    public init(
        _ query: ConnectionQuery, of table: ConnectionTable, names: [IPAddress: String] = [:]
    ) {
        let found = query.page(of: table.connections)
        total = table.connections.count
        matched = found.count
        page = query.page
        isCut = table.isCut
        notes = table.notes
        connections = found.shown.map { Row($0, name: names[$0.client.address]) }
    }

    private enum CodingKeys: String, CodingKey {
        case version, total, matched, page, isCut = "cut", notes, connections
    }

    /// The form of the answer.
    public static let shape = RecordShape(
        "connections", "A page of the present connections.",
        [
            .version(1),
            .required("total", .count, "The number of all connections that were read."),
            .required("matched", .count, "The number of those that the query has."),
            .required("page", .count, "The number of the page, from 1."),
            .required("cut", .flag, "Whether there are more, which were not read."),
            .required("notes", .list(.text), "The reasons why a layer is missing."),
            .required("connections", .list(.record(row)), "The connections of the page."),
        ])

    private static let row = RecordShape(
        "connection", "A connection.",
        [
            .required("layer", .words(of: TrafficLayer.self), "The layer."),
            .required("protocol", .text, "The protocol: tcp, udp, sctp."),
            .required("client", .endpoint, "The client; port 0: a remembered client."),
            .optional("clientName", .text, "The name of the client in DNS."),
            .optional("listen", .endpoint, "The endpoint that the client has connected to."),
            .optional("service", .text, "The service or proxy."),
            .optional("server", .text, "The server."),
            .optional("destination", .endpoint, "The endpoint of the server."),
            .required("state", .text, "The state, as the kernel names it; open: of HAProxy."),
            .optional("age", .count, "Seconds since the beginning."),
            .optional("expires", .count, "Seconds until it is forgotten without a packet."),
        ])
}
