import Addresses
import CNetlink
import Glibc
import Model

/// Addresses of the node itself, with the routes of their networks.
extension AddressTable {
    /// Adds an address of the node with the route of its network.
    ///
    /// Neighbours are asked for a duplicate of an IPv6 address, as for every address of a host.
    ///
    /// - Parameter isKnown: whether this host had the IPv6 address until now.
    func addOwn(
        _ address: InterfaceAddress, flags: Int32 = NLM_F_CREATE | NLM_F_EXCL,
        isKnown: Bool = false
    ) throws(KernelRefusal) {
        let index = try Self.index(of: address.interface)
        let prefix = address.prefix
        try socket.request { sequence in
            begin(RTM_NEWADDR, flags: flags, sequence: sequence)
            socket.builder.append(
                ifaddrmsg(
                    ifa_family: UInt8(prefix.address.family.number),
                    ifa_prefixlen: prefix.length,
                    ifa_flags: isKnown ? UInt8(IFA_F_NODAD) : 0,
                    ifa_scope: UInt8(RT_SCOPE_UNIVERSE.rawValue),
                    ifa_index: UInt32(bitPattern: index)))
            socket.builder.put(Int(IFA_LOCAL), prefix.address)
            socket.builder.put(Int(IFA_ADDRESS), prefix.address)
            if let broadcast = prefix.broadcast {
                socket.builder.put(Int(IFA_BROADCAST), broadcast)
            }
            socket.builder.put(Int(IFA_PROTO), Self.nodeOrigin)
        }
    }

    /// Sets an address that is there.
    func mend(_ address: InterfaceAddress, _ fault: AddressFault) throws(KernelRefusal) {
        switch fault {
        case .duplicate:
            try removeIfPresent(address)
            try addOwn(address)
        case .altered: try addOwn(address, flags: NLM_F_CREATE | NLM_F_REPLACE)
        case .length(let old):
            try removeIfPresent(InterfaceAddress(interface: address.interface, prefix: old))
            try addOwn(address, isKnown: true)
        case .routeless:
            var route = NetworkRoute(to: address.prefix.network)
            route.interface = address.interface
            let isV4 = address.prefix.address.family == .ipv4
            // That of IPv6 has no source.
            if isV4 { route.source = address.prefix.address }
            route.metric = isV4 ? 0 : 256
            do throws(KernelRefusal) {
                try add(
                    route, flags: NLM_F_CREATE | NLM_F_APPEND, origin: UInt8(RTPROT_KERNEL))
            } catch {
                guard error.number == EEXIST else { throw error }
            }
        }
    }

    /// Returns the networks that the kernel reaches by routes it made with addresses.
    func connectedRoutes(
        _ names: [Int32: String]
    ) throws(KernelRefusal) -> Set<InterfaceAddress> {
        socket.checksStrictly()
        var connected: Set<InterfaceAddress> = []
        for family in AddressFamily.allCases where family == .ipv4 || hasIPv6 {
            let found: Set<InterfaceAddress> = try socket.dump(into: []) { sequence in
                begin(RTM_GETROUTE, flags: Self.dumpFlags, sequence: sequence)
                var header = rtmsg()
                header.rtm_family = UInt8(family.number)
                header.rtm_protocol = UInt8(RTPROT_KERNEL)
                socket.builder.append(header)
            } update: { routes, message, datagram in
                guard Int(message.type) == RTM_NEWROUTE else { return false }
                if let route = RouteRecord(message, in: datagram, names)?.connected {
                    routes.insert(route)
                }
                return true
            }
            connected.formUnion(found)
        }
        return connected
    }
}

extension AddressRecord {
    /// Whether another IPv4 address of the interface has the route of its network.
    var isSecondary: Bool {
        prefix.address.family == .ipv4 && flags & UInt32(IFA_F_SECONDARY) != 0
    }

    /// Whether the kernel makes a route to the network of the address.
    ///
    /// Source: `net/ipv4/fib_frontend.c`, `fib_add_ifaddr`.
    var hasNetworkRoute: Bool {
        prefix.length < prefix.address.family.bits
            && flags & UInt32(IFA_F_NOPREFIXROUTE) == 0
    }
}
