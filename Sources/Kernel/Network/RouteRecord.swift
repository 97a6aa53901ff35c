import Addresses
import CNetlink
import Glibc
import Model

/// A route in an rtnetlink message.
struct RouteRecord {
    /// The route; nil: one that the kernel makes itself, or of a kind that a document can't have.
    let route: FoundRoute?
    /// The network and interface of a route that the kernel makes with an address; nil: another.
    let connected: InterfaceAddress?

    /// **Errors:** nil when the message is too short.
    init?(_ message: NetlinkMessage, in datagram: RawSpan, _ names: [Int32: String]) {
        let header = MemoryLayout<rtmsg>.size
        let start = message.payload.lowerBound
        // rtmsg: family, two lengths, TOS, table, protocol, scope, type, flags.
        guard message.payload.count >= header,
            let number = datagram.integer(UInt8.self, at: start),
            let length = datagram.integer(UInt8.self, at: start + 1),
            let service = datagram.integer(UInt8.self, at: start + 3),
            let shortTable = datagram.integer(UInt8.self, at: start + 4),
            let origin = datagram.integer(UInt8.self, at: start + 5),
            let type = datagram.integer(UInt8.self, at: start + 7),
            let flags = datagram.integer(UInt32.self, at: start + 8)
        else { return nil }
        guard let family = AddressFamily(number: UInt16(number)), service == 0,
            flags & UInt32(RTM_F_CLONED) == 0,
            let kind = NetworkRoute.Kind.allCases.first(where: { $0.number == type })
        else {
            route = nil
            connected = nil
            return
        }
        var found = NetworkRoute(to: .everywhere(family))
        found.kind = kind
        found.table = UInt32(shortTable)
        found.metric = 0
        found.isOnLink = flags & UInt32(RTNH_F_ONLINK) != 0
        var walk = message.attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(RTA_DST.rawValue):
                if let address = datagram.address(attribute, family: family),
                    let prefix = Prefix(address, length: length)
                {
                    found.destination = prefix
                }
            case Int(RTA_GATEWAY.rawValue):
                found.gateway = datagram.address(attribute, family: family)
            case Int(RTA_OIF.rawValue):
                found.interface = datagram.integer(Int32.self, of: attribute).flatMap {
                    names[$0]
                }
            case Int(RTA_PREFSRC.rawValue):
                found.source = datagram.address(attribute, family: family)
            case Int(RTA_PRIORITY.rawValue):
                found.metric = datagram.integer(UInt32.self, of: attribute)
            case Int(RTA_TABLE.rawValue):
                found.table = datagram.integer(UInt32.self, of: attribute) ?? found.table
            case Int(RTA_METRICS.rawValue):
                var metrics = AttributeWalk(inside: attribute)
                while let metric = metrics.next(in: datagram) {
                    guard metric.type == Int(RTAX_MTU) else { continue }
                    found.mtu = datagram.integer(UInt32.self, of: metric).map(Int.init)
                }
            default: break
            }
        }
        guard Int32(origin) != RTPROT_KERNEL else {
            route = nil
            let isNear = found.gateway == nil && found.table == NetworkRoute.mainTable
            connected = found.interface.flatMap { name in
                kind == .unicast && isNear
                    ? InterfaceAddress(interface: name, prefix: found.destination) : nil
            }
            return
        }
        connected = nil
        // The kernel gives IPv6 routes that go nowhere to the loopback interface.
        if kind != .unicast { found.interface = nil }
        route = FoundRoute(
            found, isOurs: origin == AddressTable.nodeOrigin, origin: Self.word(origin),
            number: origin)
    }

    /// The name of a program's number.
    ///
    /// Source: `/etc/iproute2/rt_protos`.
    private static func word(_ origin: UInt8) -> String {
        let names: [UInt8: String] = [
            3: "boot", 4: "static", 9: "ra", 11: "zebra", 12: "bird", 16: "dhcp",
            18: "keepalived", 97: "ballast", 186: "bgp", 188: "ospf",
        ]
        return names[origin] ?? "\(origin)"
    }
}
