import Addresses
import CNetlink
import Glibc
import Model

/// Interfaces and addresses of this network namespace, over rtnetlink.
///
/// Source: `rtnetlink(7)`.
final class AddressTable {
    let socket: NetlinkSocket

    /// The origin of addresses that Ballast has added.
    ///
    /// The numbers of `IFA_PROTO` follow those of routes: 1...3 belong to the kernel, the routing
    /// daemons use numbers between 8 and 192 (keepalived 18, openr 99); 98 is free. Kernels before
    /// 5.18 store no origin. Source: `linux/if_addr.h`, `linux/rtnetlink.h`, `RTPROT_*`.
    static let origin: UInt8 = 98

    init(
        receiveBuffer: Int32 = NetlinkSocket.receiveBuffer, datagrams: Int = 32
    ) throws(KernelRefusal) {
        socket = try NetlinkSocket(
            protocol: NETLINK_ROUTE, receiveBuffer: receiveBuffer, datagrams: datagrams)
    }

    /// `IPV4_DEVCONF_FORWARDING`.
    ///
    /// Source: `linux/ip.h`.
    static let forwarding = 1

    /// `IPV4_DEVCONF_RP_FILTER`.
    ///
    /// Source: `linux/ip.h`.
    static let senderFilter = 8

    /// `IPV4_DEVCONF_PROMOTE_SECONDARIES`.
    ///
    /// Source: `linux/ip.h`.
    static let promotion = 20

    /// Returns the interfaces by index.
    func interfaces() throws(KernelRefusal) -> [Int32: LinkRecord] {
        try socket.dump(into: [:]) { sequence in
            begin(RTM_GETLINK, flags: Self.dumpFlags, sequence: sequence)
            socket.builder.append(ifinfomsg())
        } update: { links, message, datagram in
            guard Int(message.type) == RTM_NEWLINK,
                let link = LinkRecord(message, in: datagram)
            else { return false }
            links[link.index] = link
            return true
        }
    }

    /// Returns the reason why an interface carries no packets; nil: it does.
    ///
    /// **Errors:** `ENODEV`.
    func fault(of interface: String) throws(KernelRefusal) -> LinkFault? {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: interface)
        var fault: LinkFault?
        try socket.request { sequence in
            begin(RTM_GETLINK, sequence: sequence)
            socket.builder.append(header)
        } _: { message, datagram in
            if Int(message.type) == RTM_NEWLINK {
                fault = LinkRecord(message, in: datagram)?.fault
            }
        }
        return fault
    }

    /// Returns the addresses of these interfaces, each with its origin; nil: none.
    func addresses(
        on links: [Int32: LinkRecord]
    ) throws(KernelRefusal) -> [InterfaceAddress: UInt8?] {
        try records(on: links.mapValues(\.name)).mapValues(\.origin)
    }

    /// Returns the addresses of these interfaces.
    func records(
        on names: [Int32: String]
    ) throws(KernelRefusal) -> [InterfaceAddress: AddressRecord] {
        try socket.dump(into: [:]) { sequence in
            begin(RTM_GETADDR, flags: Self.dumpFlags, sequence: sequence)
            socket.builder.append(ifaddrmsg())
        } update: { addresses, message, datagram in
            guard Int(message.type) == RTM_NEWADDR else { return false }
            if AddressRecord.isForeign(message, in: datagram) { return true }
            guard let record = AddressRecord(message, in: datagram) else { return false }
            // An interface that was added after its dump is found in the next observation.
            guard let name = names[record.index] else { return true }
            let address = InterfaceAddress(interface: name, prefix: record.prefix)
            addresses[address] = record
            return true
        }
    }

    /// Adds an address to an interface, with our origin.
    ///
    /// IPv6 addresses are added without duplicate address detection, which would make them unusable
    /// for a second, and without a route for their prefix.
    ///
    /// - Parameter hasRoute: whether an IPv4 address has a route for its prefix.
    ///
    /// **Errors:** `EEXIST` for an existing address; `ENODEV` without such an interface.
    func add(_ address: InterfaceAddress, hasRoute: Bool = true) throws(KernelRefusal) {
        let index = try Self.index(of: address.interface)
        try socket.request { sequence in
            begin(RTM_NEWADDR, flags: NLM_F_CREATE | NLM_F_EXCL, sequence: sequence)
            put(address.prefix, index)
            socket.builder.put(Int(IFA_PROTO), Self.origin)
            if address.prefix.address.family == .ipv6 {
                putNoSource()
            } else if !hasRoute {
                socket.builder.put(Int(IFA_FLAGS), UInt32(IFA_F_NOPREFIXROUTE))
            }
        }
    }

    /// Removes an address from its interface.
    ///
    /// **Errors:** `EADDRNOTAVAIL` for an absent address; `ENODEV` without such an interface.
    func remove(_ address: InterfaceAddress) throws(KernelRefusal) {
        let index = try Self.index(of: address.interface)
        try socket.request { sequence in
            begin(RTM_DELADDR, sequence: sequence)
            put(address.prefix, index)
        }
    }

    /// Makes the kernel promote the next IPv4 address of a subnet when the first one is removed.
    ///
    /// Otherwise the kernel deletes all addresses of that subnet, including those of other
    /// programs. **Errors:** `ENODEV`.
    func promoteSecondaries(on interface: String) throws(KernelRefusal) {
        try set(Self.promotion, 1, on: interface)
    }

    /// Sets the check of the senders of IPv4 packets that arrive at an interface.
    ///
    /// **Errors:** `ENODEV`.
    func set(_ filter: ReversePathFilter, at interface: String) throws(KernelRefusal) {
        try set(Self.senderFilter, UInt32(filter.rawValue), on: interface)
    }

    /// Sets an IPv4 setting of an interface; it uses netlink, since `/proc/sys` may be read-only.
    private func set(
        _ setting: Int, _ value: UInt32, on interface: String
    ) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: interface)
        try socket.request { sequence in
            begin(RTM_NEWLINK, sequence: sequence)
            socket.builder.append(header)
            socket.builder.nest(Int(IFLA_AF_SPEC)) {
                socket.builder.nest(Int(AF_INET)) {
                    socket.builder.nest(Int(IFLA_INET_CONF)) {
                        socket.builder.put(setting, value)
                    }
                }
            }
        }
    }

    /// The current index of an interface, which changes when the interface is created again.
    ///
    /// **Errors:** `ENODEV`.
    static func index(of interface: String) throws(KernelRefusal) -> Int32 {
        guard interface.isKernelName(limit: Self.nameLimit),
            let index = Int32(exactly: if_nametoindex(interface)), index > 0
        else { throw KernelRefusal(ENODEV) }
        return index
    }
}

extension AddressTable {
    /// Source: `linux/if.h`, `IFNAMSIZ`.
    private static let nameLimit = 16
    static let dumpFlags = NLM_F_ROOT | NLM_F_MATCH

    func begin(_ type: Int, flags: Int32 = 0, sequence: UInt32) {
        socket.builder.begin(
            type: UInt16(type), flags: flags, sequence: sequence, port: socket.port)
    }

    private func put(_ prefix: Prefix, _ index: Int32) {
        let family = prefix.address.family
        socket.builder.append(
            ifaddrmsg(
                ifa_family: UInt8(family.number), ifa_prefixlen: prefix.length,
                ifa_flags: family == .ipv6 ? UInt8(IFA_F_NODAD) : 0,
                ifa_scope: UInt8(RT_SCOPE_UNIVERSE.rawValue),
                ifa_index: UInt32(bitPattern: index)))
        socket.builder.put(Int(IFA_LOCAL), prefix.address)
        socket.builder.put(Int(IFA_ADDRESS), prefix.address)
        if family == .ipv6 {
            // Link-local neighbours are reached over the interface of the address alone.
            let route = prefix.address.isLinkLocal ? 0 : IFA_F_NOPREFIXROUTE
            socket.builder.put(Int(IFA_FLAGS), UInt32(IFA_F_NODAD | route))
        }
    }

    /// Prevents the host from using a virtual address as its source address (RFC 6724, rule 3).
    ///
    /// Otherwise IPVS would use it as the source of tunnels, and a real server drops packets from
    /// its own address. IPv4 needs no such setting, because the kernel does not select an address
    /// with its own subnet for another one.
    private func putNoSource() {
        var lifetimes = ifa_cacheinfo()
        lifetimes.ifa_valid = .max
        lifetimes.ifa_prefered = 0
        socket.builder.put(Int(IFA_CACHEINFO), bytesOf: lifetimes)
    }
}
