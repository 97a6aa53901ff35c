import Addresses

/// The network of one node: interfaces, routes, rules of routing, name servers and host name.
public struct NodeNetwork: Sendable, Hashable {
    /// The part of the network that Ballast changes.
    public enum Management: String, Sendable, Hashable, CaseIterable {
        /// Interfaces too: bonds, VLANs, bridges, the MTU.
        case all
        /// Addresses, routes, rules, name servers and the host name, on existing interfaces.
        case addresses
        /// Nothing: differences are shown.
        case none
    }

    /// The part that Ballast changes.
    public var manage: Management
    /// The interfaces.
    ///
    /// **Shape:** unique by name.
    public var interfaces: [NetworkInterface]
    /// Routes beside those of the gateways of interfaces.
    public var routes: [NetworkRoute]
    /// Rules that choose a table of routes.
    public var rules: [RoutingRule]
    /// Name servers, in the order of their use; empty: left alone.
    public var nameservers: [IPAddress]
    /// Domains that are added to short names.
    public var search: [String]
    /// The host name; nil: left alone.
    public var hostName: String?
    /// Whether objects of other programs that an undone edit has ended are put back.
    public var isRestored = false

    /// Creates a network.
    public init(
        manage: Management = .all, interfaces: [NetworkInterface] = [],
        routes: [NetworkRoute] = [], rules: [RoutingRule] = [], nameservers: [IPAddress] = [],
        search: [String] = [], hostName: String? = nil
    ) {
        self.manage = manage
        self.interfaces = interfaces
        self.routes = routes
        self.rules = rules
        self.nameservers = nameservers
        self.search = search
        self.hostName = hostName
    }
}

extension NodeNetwork {
    /// The routes, with those of the gateways.
    public var allRoutes: [NetworkRoute] {
        interfaces.flatMap { interface in
            interface.gateways.map { gateway in
                var route = NetworkRoute(to: .everywhere(gateway.family))
                route.gateway = gateway
                route.interface = interface.name
                return route
            }
        } + routes
    }

    /// The interfaces, each after those that it depends on; those that are only members or parents
    /// are among them without settings.
    ///
    /// Interfaces that contain each other, which the validation refuses, keep their order.
    public var orderedInterfaces: [NetworkInterface] {
        var rest = interfaces
        let named = Set(interfaces.map(\.name))
        var ordered: [NetworkInterface] = []
        var known: Set<String> = []
        for name in interfaces.flatMap(\.lower) where !named.contains(name) {
            if known.insert(name).inserted { ordered.append(NetworkInterface(name: name)) }
        }
        while !rest.isEmpty {
            let place = rest.firstIndex { known.isSuperset(of: $0.lower) } ?? 0
            let interface = rest.remove(at: place)
            known.insert(interface.name)
            ordered.append(interface)
        }
        return ordered
    }

    /// The interfaces that contain a member, by the name of the member.
    public var masters: [String: String] {
        var masters: [String: String] = [:]
        for interface in interfaces {
            for member in interface.members where masters[member] == nil {
                masters[member] = interface.name
            }
        }
        return masters
    }
}

extension Prefix {
    /// The destination of a default route.
    public static func everywhere(_ family: AddressFamily) -> Prefix {
        switch family {
        case .ipv4: Prefix(host: .v4(IPv4Address(rawValue: 0))).shortened(to: 0)
        case .ipv6: Prefix(host: .v6(IPv6Address(high: 0, low: 0))).shortened(to: 0)
        }
    }

    private func shortened(to length: UInt8) -> Prefix { Prefix(address, length: length) ?? self }
}
