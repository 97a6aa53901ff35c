import Addresses

/// A connection of a client that the kernel or HAProxy forwards.
public struct ClientConnection: Sendable, Hashable {
    /// The layer.
    public var layer: TrafficLayer
    /// The protocol in lower case: `tcp`.
    public var transport: String
    /// The client; port 0: all ports of a remembered client.
    public var client: Endpoint
    /// The endpoint that the client has connected to; nil: unknown.
    public var listen: Endpoint?
    /// The endpoint of the server; nil: there is none yet.
    public var destination: Endpoint?
    /// The service or proxy; nil: it is not in the document.
    public var service: String?
    /// The server; nil: as above.
    public var server: String?
    /// The state, as the kernel names it: `established`; of HAProxy: `open`.
    public var state: String
    /// The time since it began; nil: unknown.
    ///
    /// **Unit:** seconds.
    public var age: Int?
    /// The time until it is forgotten without a packet; nil: unknown.
    ///
    /// **Unit:** seconds.
    public var expires: Int?

    /// The state of a client that persistence remembers without a connection.
    public static let remembered = "remembered"

    /// Creates a connection.
    public init(
        _ layer: TrafficLayer, _ transport: String, from client: Endpoint,
        to listen: Endpoint? = nil, at destination: Endpoint? = nil, state: String
    ) {
        self.layer = layer
        self.transport = transport
        self.client = client
        self.listen = listen
        self.destination = destination
        self.state = state
    }
}
