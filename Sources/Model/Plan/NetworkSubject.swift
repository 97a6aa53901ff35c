import Addresses

/// An object of the node's network.
public enum NetworkSubject: Sendable, Hashable {
    /// An interface.
    case link(String)
    /// The check of senders at an interface.
    case filter(String)
    /// A member of a bond or bridge.
    case member(String)
    /// An address of the node on an interface.
    case address(InterfaceAddress)
    /// A route.
    case route(NetworkRoute.Key)
    /// A rule of routing.
    case rule(RoutingRule)
    /// The configuration of name servers.
    case resolver
    /// The host name.
    case hostName
}

extension NetworkSubject: CustomStringConvertible {
    /// `interface bond0`, `node address 10.0.0.21/24 on eth0`.
    public var description: String {
        switch self {
        case .link(let name): "interface \(name)"
        case .filter(let name): "rp_filter of \(name)"
        case .member(let name): "member \(name)"
        case .address(let address): "node address \(address)"
        case .route(let key): "route \(key)"
        case .rule(let rule): "routing rule \(rule)"
        case .resolver: "name servers"
        case .hostName: "host name"
        }
    }
}
