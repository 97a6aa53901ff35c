import Addresses

/// Addresses and routes of other programs that steps have ended.
///
/// They are put back if the edit is undone.
public struct FormerNetwork: Sendable, Hashable, Codable {
    /// The addresses.
    public var addresses: Set<InterfaceAddress> = []
    /// The routes.
    public var routes: Set<Route> = []

    /// A route with a router or an interface.
    public struct Route: Sendable, Hashable, Codable {
        var destination: String
        var gateway: String?
        var interface: String?
        var metric: UInt32
        var table: UInt32
    }

    /// Creates an empty record.
    public init() {}

    /// Whether it has nothing.
    public var isEmpty: Bool { addresses.isEmpty && routes.isEmpty }

    /// Adds a route; those that go nowhere end with no interface.
    public mutating func add(_ route: NetworkRoute) {
        routes.insert(
            Route(
                destination: "\(route.destination)", gateway: route.gateway.map { "\($0)" },
                interface: route.interface, metric: route.key.metric, table: route.table))
    }

    /// Returns the objects of these interfaces.
    public func of(_ interfaces: Set<String>) -> FormerNetwork {
        var former = FormerNetwork()
        former.addresses = addresses.filter { interfaces.contains($0.interface) }
        former.routes = routes.filter { $0.interface.map(interfaces.contains) ?? false }
        return former
    }

    /// Adds another record.
    public mutating func add(_ other: FormerNetwork) {
        addresses.formUnion(other.addresses)
        routes.formUnion(other.routes)
    }
}

extension NodeNetwork {
    /// The network with objects of other programs that were there before, but for those of its
    /// members.
    public func restoring(_ former: FormerNetwork) -> NodeNetwork {
        var network = self
        let masters = masters
        for address in former.addresses.sorted() {
            let prefix = address.prefix
            let isElsewhere = network.interfaces.contains {
                $0.addresses.contains { $0.address == prefix.address }
            }
            guard !isElsewhere, masters[address.interface] == nil else { continue }
            if let place = network.interfaces.firstIndex(where: { $0.name == address.interface }) {
                network.interfaces[place].addresses.append(prefix)
            } else {
                network.interfaces.append(
                    NetworkInterface(name: address.interface, addresses: [prefix]))
            }
        }
        var keys = Set(network.allRoutes.map(\.key))
        for route in former.routes.compactMap(NetworkRoute.init).sorted(by: { $0.key < $1.key })
        where route.interface.map({ masters[$0] == nil }) ?? true
            && keys.insert(route.key).inserted
        {
            network.routes.append(route)
        }
        return network
    }
}

extension NetworkRoute {
    fileprivate init?(_ route: FormerNetwork.Route) {
        guard let destination = Prefix(route.destination) else { return nil }
        self.init(to: destination)
        gateway = route.gateway.flatMap { IPAddress($0) }
        interface = route.interface
        metric = route.metric
        table = route.table
    }
}
