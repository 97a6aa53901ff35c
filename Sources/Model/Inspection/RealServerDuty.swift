import Addresses

/// The part of a real server in one service.
public struct RealServerDuty: Sendable, Hashable {
    /// The service; for virtual addresses of the command line the option.
    public var service: String
    /// The server in it; nil: the command line has no document.
    public var server: String?
    /// The server's own address; nil: unknown.
    public var address: IPAddress?
    /// The forwarding method.
    public var forwarding: Forwarding
    /// The addresses of the clients' packets, in order; empty: unknown.
    public var virtual: [IPAddress]
    /// The places at which a program must accept connections, by protocol, in order.
    public var places: [Place] = []
    /// Whether the service has TCP connections.
    public var hasSegments: Bool = true
    /// Addresses that load balancers may have as gateways of this server.
    public var gateways: [IPAddress] = []
    /// Addresses from which load balancers may send packets through a tunnel; empty: unknown.
    public var balancers: [IPAddress] = []
    /// Whether the load balancer translates the clients' addresses too, so that the server answers
    /// to it whatever its gateway.
    public var isTranslated: Bool = false

    /// A protocol with an address and port.
    public struct Place: Sendable, Hashable {
        /// The protocol.
        public var transport: TransportProtocol
        /// Address and port.
        public var endpoint: Endpoint

        /// Creates a place.
        public init(_ transport: TransportProtocol, _ endpoint: Endpoint) {
            self.transport = transport
            self.endpoint = endpoint
        }
    }

    /// Creates a duty.
    public init(
        service: String, server: String? = nil, address: IPAddress? = nil, forwarding: Forwarding,
        virtual: [IPAddress]
    ) {
        self.service = service
        self.server = server
        self.address = address
        self.forwarding = forwarding
        self.virtual = virtual
    }

    /// `SERVICE/SERVER`, or the service alone.
    public var name: String { server.map { "\(service)/\($0)" } ?? service }
}
