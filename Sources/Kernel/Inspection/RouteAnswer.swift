import Addresses
import CNetlink
import Glibc

/// A route in an rtnetlink message.
struct RouteAnswer: Equatable {
    /// The index of the interface by which packets leave.
    let interface: UInt32
    /// The next router; nil: none.
    let gateway: IPAddress?
    /// The largest packet; nil: that of the interface.
    let mtu: Int?
    /// The largest TCP segment that is offered; nil: the default.
    let segment: Int?
    /// Whether the destination is this host.
    let isLocal: Bool
    /// The number of its table.
    let table: UInt32

    /// **Errors:** nil for a message that is too short, a route without an interface, or one that
    /// drops packets.
    init?(_ message: NetlinkMessage, in datagram: RawSpan) {
        let header = MemoryLayout<rtmsg>.size
        let start = message.payload.lowerBound
        // rtmsg: family, lengths, service, table, protocol, scope, type, flags.
        guard message.payload.count >= header,
            let family = datagram.integer(UInt8.self, at: start).flatMap({
                AddressFamily(number: UInt16($0))
            }),
            let type = datagram.integer(UInt8.self, at: start + 7),
            [RTN_UNICAST, RTN_LOCAL].contains(Int(type)),
            let short = datagram.integer(UInt8.self, at: start + 4)
        else { return nil }
        var interface: UInt32?
        var gateway: IPAddress?
        var mtu: Int?
        var segment: Int?
        var table = UInt32(short)
        var walk = message.attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(RTA_OIF.rawValue): interface = datagram.integer(UInt32.self, of: attribute)
            case Int(RTA_TABLE.rawValue):
                table = datagram.integer(UInt32.self, of: attribute) ?? table
            case Int(RTA_GATEWAY.rawValue): gateway = datagram.address(attribute, family: family)
            case Int(RTA_VIA.rawValue): gateway = Self.via(attribute, in: datagram)
            case Int(RTA_METRICS.rawValue):
                mtu = attribute.first(Self.mtu, in: datagram).flatMap {
                    datagram.integer(UInt32.self, of: $0).map { Int($0) }
                }
                segment = attribute.first(Self.segment, in: datagram).flatMap {
                    datagram.integer(UInt32.self, of: $0).map { Int($0) }
                }
            default: break
            }
        }
        guard let interface else { return nil }
        self.interface = interface
        self.gateway = gateway
        self.mtu = mtu
        self.segment = segment
        self.table = table
        isLocal = Int(type) == RTN_LOCAL
    }

    /// A gateway of the other family: `rtvia` is the family and the address.
    private static func via(_ attribute: Attribute, in datagram: RawSpan) -> IPAddress? {
        let start = attribute.value.lowerBound
        guard attribute.value.count > 2, let number = datagram.integer(UInt16.self, at: start),
            let family = AddressFamily(number: number)
        else { return nil }
        let address = Attribute(type: attribute.type, value: start + 2..<attribute.value.upperBound)
        return datagram.address(address, family: family)
    }

    /// Source: `linux/rtnetlink.h`, `RTAX_MTU`, `RTAX_ADVMSS`: macros that Swift does not see.
    private static let mtu = 2
    private static let segment = 8
}
