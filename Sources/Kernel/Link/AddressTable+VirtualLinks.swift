import Addresses
import CNetlink
import Glibc

/// Interfaces with a virtual MAC address.
extension AddressTable {
    /// Settings of IPv4 for an interface.
    ///
    /// Source: `linux/ip.h`, `IPV4_DEVCONF_*`; their numbers count from 1.
    private enum Setting: Int {
        case reversePath = 8
        case arpFilter = 13
        case arpAnnounce = 18
        case arpIgnore = 19
        case promoteSecondaries = 20
    }

    /// Makes an interface, which is down at first.
    ///
    /// - In mode `bridge` the interface below receives packets whose sender has the same address,
    ///   as another active router has.
    /// - No link-local address is derived from the virtual one (RFC 9568 section 7.4).
    /// - It answers ARP for its own addresses alone, also if the way to the sender leads over the
    ///   interface below. That one must not answer for them, nor ask with them as the sender.
    ///
    /// **Errors:** `EEXIST` for an existing interface; `ENODEV` without the interface below;
    /// `EOPNOTSUPP` without the kernel's module `macvlan`.
    func make(_ link: VirtualLink) throws(KernelRefusal) {
        let base = try Self.index(of: link.base)
        try socket.request { sequence in
            begin(RTM_NEWLINK, flags: NLM_F_CREATE | NLM_F_EXCL, sequence: sequence)
            socket.builder.append(ifinfomsg())
            socket.builder.put(Int(IFLA_IFNAME), link.name)
            socket.builder.put(Int(IFLA_LINK), UInt32(bitPattern: base))
            link.hardwareAddress.bytes.withUnsafeBytes { bytes in
                socket.builder.put(Int(IFLA_ADDRESS), bytesOf: bytes.load(as: SixBytes.self))
            }
            socket.builder.nest(Int(IFLA_LINKINFO)) {
                socket.builder.put(Int(IFLA_INFO_KIND), "macvlan")
                socket.builder.nest(Int(IFLA_INFO_DATA)) {
                    // MACVLAN_MODE_BRIDGE.
                    socket.builder.put(Int(IFLA_MACVLAN_MODE), UInt32(4))
                }
            }
        }
        try set(
            [.reversePath: 0, .arpFilter: 0, .arpIgnore: 1, .promoteSecondaries: 1],
            on: try Self.index(of: link.name))
        try set([.arpIgnore: 1, .arpAnnounce: 2], on: base)
        try setNoLinkLocal(on: try Self.index(of: link.name))
    }

    private typealias SixBytes = (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8)

    /// Whether an interface exists with this name, base and MAC address; nil: there is none with
    /// this name.
    func isMade(_ link: VirtualLink) throws(KernelRefusal) -> Bool? {
        let links = try interfaces()
        guard let found = links.values.first(where: { $0.name == link.name }) else { return nil }
        return found.hardwareAddress == link.hardwareAddress
            && found.lower.flatMap { links[$0]?.name } == link.base
    }

    /// Switches an interface on or off.
    ///
    /// **Errors:** `ENODEV` without such an interface; `ENETDOWN` if the one below is down.
    func setUp(_ interface: String, _ isUp: Bool) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: interface)
        header.ifi_change = UInt32(IFF_UP.rawValue)
        header.ifi_flags = isUp ? UInt32(IFF_UP.rawValue) : 0
        try socket.request { sequence in
            begin(RTM_NEWLINK, sequence: sequence)
            socket.builder.append(header)
        }
    }

    /// Deletes an interface.
    ///
    /// **Errors:** `ENODEV` without such an interface.
    func delete(_ interface: String) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: interface)
        try socket.request { sequence in
            begin(RTM_DELLINK, sequence: sequence)
            socket.builder.append(header)
        }
    }

    private func set(_ settings: [Setting: UInt32], on index: Int32) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = index
        try socket.request { sequence in
            begin(RTM_NEWLINK, sequence: sequence)
            socket.builder.append(header)
            socket.builder.nest(Int(IFLA_AF_SPEC)) {
                socket.builder.nest(Int(AF_INET)) {
                    socket.builder.nest(Int(IFLA_INET_CONF)) {
                        for (setting, value) in settings {
                            socket.builder.put(setting.rawValue, value)
                        }
                    }
                }
            }
        }
    }

    /// A kernel without IPv6 derives none.
    private func setNoLinkLocal(on index: Int32) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = index
        do throws(KernelRefusal) {
            try socket.request { sequence in
                begin(RTM_NEWLINK, sequence: sequence)
                socket.builder.append(header)
                socket.builder.nest(Int(IFLA_AF_SPEC)) {
                    socket.builder.nest(Int(AF_INET6)) {
                        // IN6_ADDR_GEN_MODE_NONE.
                        socket.builder.put(Int(IFLA_INET6_ADDR_GEN_MODE), UInt8(1))
                    }
                }
            }
        } catch {
            guard error.number == EAFNOSUPPORT else { throw error }
        }
    }
}
