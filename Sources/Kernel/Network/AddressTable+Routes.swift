import Addresses
import CNetlink
import Glibc
import Model

/// Routes of the node itself.
extension AddressTable {
    /// The origin of addresses, routes and rules of the node: `IFA_PROTO`, `RTPROT_*`,
    /// `FRA_PROTOCOL`.
    ///
    /// Another one than ``origin``, so that no virtual address is taken for an address of the
    /// node.
    static let nodeOrigin: UInt8 = 97

    /// Whether the kernel has IPv6: one without it refuses to list its routes.
    var hasIPv6: Bool { access("/proc/net/if_inet6", F_OK) == 0 }

    /// The routes of the kernel's tables.
    struct FoundRoutes {
        /// Those of Ballast, and those of other programs with the identity of a wanted one.
        var routes: [NetworkRoute.Key: FoundRoute] = [:]
        /// Those of other programs; empty if nothing differs.
        var others: [FoundRoute] = []
    }

    /// The most routes of other programs that a look keeps.
    static let otherLimit = 4_096

    /// Returns the routes that Ballast has added, and those of other programs that matter.
    ///
    /// If nothing differs, the kernel sends those of Ballast alone, so that the table of a router
    /// costs nothing.
    ///
    /// - Parameter endangered: the interfaces that steps could end; nil: nothing else differs.
    func routes(
        wanted: [NetworkRoute], endangered: Set<String>?, _ names: [Int32: String]
    ) throws(KernelRefusal) -> FoundRoutes {
        socket.checksStrictly()
        var found = FoundRoutes()
        for route in try routes(names, of: Self.nodeOrigin)
        where found.routes[route.route.key] == nil {
            found.routes[route.route.key] = route
        }
        let wishes = Set(wanted.map(\.key))
        let missing = wishes.subtracting(found.routes.keys)
        guard endangered != nil || !missing.isEmpty || found.routes.count > wishes.count else {
            return found
        }
        let all = try routes(names, of: 0).filter { !$0.isOurs }
        for route in all where missing.contains(route.route.key) {
            if found.routes[route.route.key] == nil { found.routes[route.route.key] = route }
        }
        found.others =
            all.count <= Self.otherLimit
            ? all
            : all.filter {
                $0.route.destination.length == 0
                    || $0.route.interface.map { endangered?.contains($0) == true } == true
            }
        return found
    }

    /// Returns the routes of an interface.
    func routes(on interface: String) throws(KernelRefusal) -> [FoundRoute] {
        socket.checksStrictly()
        let names = [try Self.index(of: interface): interface]
        return try routes(names, of: 0).filter { $0.route.interface == interface }
    }

    /// Adds routes again that an interface has lost.
    ///
    /// A route that is still there, or whose network is gone, is left out.
    func restore(_ routes: [FoundRoute]) {
        let ordered = routes.sorted { $0.route.gateway == nil && $1.route.gateway != nil }
        for route in ordered {
            // Only the routes that the kernel accepts can come back.
            try? add(route.route, flags: NLM_F_CREATE | NLM_F_EXCL, origin: route.number)
        }
    }

    private func routes(
        _ names: [Int32: String], of origin: UInt8
    ) throws(KernelRefusal) -> [FoundRoute] {
        var routes: [FoundRoute] = []
        for family in AddressFamily.allCases where family == .ipv4 || hasIPv6 {
            let found: [FoundRoute] = try socket.dump(into: []) { sequence in
                begin(RTM_GETROUTE, flags: Self.dumpFlags, sequence: sequence)
                var header = rtmsg()
                header.rtm_family = UInt8(family.number)
                header.rtm_protocol = origin
                socket.builder.append(header)
            } update: { routes, message, datagram in
                guard Int(message.type) == RTM_NEWROUTE else { return false }
                guard let route = RouteRecord(message, in: datagram, names)?.route else {
                    return true
                }
                guard origin == 0 || route.isOurs else { return true }
                routes.append(route)
                return true
            }
            routes += found
        }
        return routes
    }

    /// Adds a route, in the place of another one with the same identity.
    ///
    /// **Errors:** `ENETUNREACH` for a gateway in no network of the host; `ENODEV`.
    func add(
        _ route: NetworkRoute, flags: Int32 = NLM_F_CREATE | NLM_F_REPLACE,
        origin: UInt8 = nodeOrigin
    ) throws(KernelRefusal) {
        let index = try route.interface.map { name throws(KernelRefusal) in
            try Self.index(of: name)
        }
        try socket.request { sequence in
            begin(RTM_NEWROUTE, flags: flags, sequence: sequence)
            put(route, index, origin)
            if let source = route.source { socket.builder.put(Int(RTA_PREFSRC.rawValue), source) }
            if let mtu = route.mtu {
                socket.builder.nest(Int(RTA_METRICS.rawValue)) {
                    socket.builder.put(Int(RTAX_MTU), UInt32(mtu))
                }
            }
        }
    }

    /// Removes a route that Ballast has added.
    ///
    /// **Errors:** `ESRCH` for an absent one.
    func remove(_ route: NetworkRoute) throws(KernelRefusal) {
        let index = try route.interface.map { name throws(KernelRefusal) in
            try Self.index(of: name)
        }
        try socket.request { sequence in
            begin(RTM_DELROUTE, sequence: sequence)
            put(route, index, Self.nodeOrigin)
        }
    }

    private func put(_ route: NetworkRoute, _ index: Int32?, _ origin: UInt8) {
        var header = rtmsg()
        header.rtm_family = UInt8(route.destination.address.family.number)
        header.rtm_dst_len = route.destination.length
        header.rtm_table = route.table < 256 ? UInt8(route.table) : UInt8(RT_TABLE_UNSPEC.rawValue)
        header.rtm_protocol = origin
        header.rtm_type = route.kind.number
        let isNeighbour = route.gateway == nil && route.kind == .unicast
        header.rtm_scope = UInt8(
            isNeighbour && route.destination.address.family == .ipv4
                ? RT_SCOPE_LINK.rawValue : RT_SCOPE_UNIVERSE.rawValue)
        if route.isOnLink { header.rtm_flags = UInt32(RTNH_F_ONLINK) }
        socket.builder.append(header)
        socket.builder.put(Int(RTA_TABLE.rawValue), route.table)
        if route.destination.length > 0 {
            socket.builder.put(Int(RTA_DST.rawValue), route.destination.address)
        }
        socket.builder.put(Int(RTA_PRIORITY.rawValue), route.key.metric)
        if let gateway = route.gateway {
            socket.builder.put(Int(RTA_GATEWAY.rawValue), gateway)
        }
        if let index { socket.builder.put(Int(RTA_OIF.rawValue), UInt32(bitPattern: index)) }
    }
}

extension NetworkRoute.Kind {
    /// Source: `linux/rtnetlink.h`, `RTN_*`.
    var number: UInt8 {
        switch self {
        case .unicast: UInt8(RTN_UNICAST)
        case .blackhole: UInt8(RTN_BLACKHOLE)
        case .unreachable: UInt8(RTN_UNREACHABLE)
        case .prohibit: UInt8(RTN_PROHIBIT)
        }
    }
}
