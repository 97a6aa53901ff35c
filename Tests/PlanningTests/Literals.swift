import Addresses
import Model

// Tests write addresses and keys as text. A text that is none is a mistake in the test itself.

extension Endpoint: ExpressibleByStringLiteral {
    /// `10.0.0.11:80`.
    public init(stringLiteral text: String) {
        guard let endpoint = Endpoint(text) else { preconditionFailure("no endpoint: \(text)") }
        self = endpoint
    }
}

extension Prefix: ExpressibleByStringLiteral {
    /// `10.0.0.1/24`.
    public init(stringLiteral text: String) {
        guard let prefix = Prefix(text) else { preconditionFailure("no prefix: \(text)") }
        self = prefix
    }
}

extension IPAddress: ExpressibleByStringLiteral {
    /// `10.0.0.1`.
    public init(stringLiteral text: String) {
        guard let address = IPAddress(text) else { preconditionFailure("no address: \(text)") }
        self = address
    }
}

extension ServiceKey: ExpressibleByStringLiteral {
    /// `tcp 10.0.0.1:80`, the form of `description`.
    public init(stringLiteral text: String) {
        guard let key = ServiceKey(text) else { preconditionFailure("no service: \(text)") }
        self = key
    }
}

extension InterfaceAddress: ExpressibleByStringLiteral {
    /// `10.0.0.100/24 on eth0`, the form of `description`.
    public init(stringLiteral text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 3, let prefix = Prefix(words[0]) else {
            preconditionFailure("no interface address: \(text)")
        }
        self.init(interface: words[2], prefix: prefix)
    }
}

extension RealServer {
    /// A server whose name is its address.
    static func at(
        _ address: IPAddress, port: UInt16? = nil, weight: Int = 1, state: ServerState = .online,
        forwarding: Forwarding? = nil, connections: ConnectionLimits = ConnectionLimits()
    ) -> RealServer {
        RealServer(
            name: "\(address)", address: address, port: port, weight: weight, state: state,
            forwarding: forwarding, connections: connections)
    }
}

extension Destination {
    static func at(
        _ endpoint: Endpoint, weight: Int = 1, forwarding: Forwarding = .gate,
        limits: ConnectionLimits = ConnectionLimits()
    ) -> Destination {
        Destination(endpoint: endpoint, forwarding: forwarding, weight: weight, limits: limits)
    }
}

extension ObservedService {
    /// A service as the kernel holds it, with these destinations and their connections.
    static func holding(
        _ service: VirtualService, _ destinations: [(Destination, ConnectionCounts)]
    ) -> ObservedService {
        ObservedService(
            service: service,
            destinations: destinations.reduce(into: [:]) { found, pair in
                found[pair.0.endpoint] = ObservedDestination(
                    destination: pair.0, connections: pair.1)
            })
    }
}
