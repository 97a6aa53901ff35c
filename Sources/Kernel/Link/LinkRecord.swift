import Addresses
import CNetlink
import Glibc
import Model

/// An interface in an rtnetlink message.
struct LinkRecord: Equatable {
    /// The index.
    let index: Int32
    /// The name.
    let name: String
    /// `IFF_UP`, `IFF_RUNNING` and other flags.
    let flags: UInt32
    /// Number of bytes of its hardware address.
    let addressLength: Int
    /// Its hardware address; nil unless it has 6 bytes.
    let hardwareAddress: MACAddress?
    /// The index of the interface below, for example of a VLAN; nil: none.
    let lower: Int32?
    /// The largest IP packet, in bytes.
    let mtu: Int
    /// The name of its driver, for example `veth`; nil: a physical interface, or `lo`.
    let kind: String?
    /// The ends of a tunnel; nil: it is none, or of another kind.
    let tunnel: TunnelEnds?
    /// The setting `promote_secondaries`; nil: the interface has no IPv4 settings.
    let promotesSecondaries: Bool?
    /// The setting `forwarding`: IPv4 packets that arrive here leave by other interfaces; nil: the
    /// interface has no IPv4 settings.
    let forwards: Bool?
    /// The setting `rp_filter`, which checks the senders of IPv4 packets: 1 strictly, 2 loosely;
    /// nil: the interface has no IPv4 settings.
    let senderFilter: UInt32?

    /// The reason why it carries no packets; nil: it does.
    var fault: LinkFault? {
        if flags & UInt32(IFF_UP.rawValue) == 0 { return .down }
        return flags & UInt32(IFF_RUNNING.rawValue) == 0 ? .noCarrier : nil
    }

    /// Whether neighbours resolve its addresses, but no announcement can be sent to them.
    var isMute: Bool {
        let withoutNeighbours = UInt32(
            IFF_LOOPBACK.rawValue | IFF_NOARP.rawValue | IFF_POINTOPOINT.rawValue)
        return addressLength != 6 && flags & withoutNeighbours == 0
    }

    /// **Errors:** nil when the message is too short or has no name.
    init?(_ message: NetlinkMessage, in datagram: RawSpan) {
        let header = MemoryLayout<ifinfomsg>.size
        let start = message.payload.lowerBound
        // ifinfomsg: family, padding, type, index, flags, change.
        guard message.payload.count >= header,
            let index = datagram.integer(Int32.self, at: start + 4),
            let flags = datagram.integer(UInt32.self, at: start + 8)
        else { return nil }
        var name: String?
        var addressLength = 0
        var hardwareAddress: MACAddress?
        var lower: Int32?
        var mtu = 0
        var kind: String?
        var tunnel: TunnelEnds?
        var promotes: Bool?
        var forwards: Bool?
        var senderFilter: UInt32?
        var walk = message.attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(IFLA_IFNAME): name = datagram.text(attribute)
            case Int(IFLA_ADDRESS):
                addressLength = attribute.value.count
                hardwareAddress = MACAddress(
                    bytes: attribute.value.compactMap { datagram.integer(UInt8.self, at: $0) })
            case Int(IFLA_LINK): lower = datagram.integer(Int32.self, of: attribute)
            case Int(IFLA_MTU):
                mtu = Int(datagram.integer(UInt32.self, of: attribute) ?? 0)
            case Int(IFLA_LINKINFO):
                kind = attribute.first(Int(IFLA_INFO_KIND), in: datagram).map {
                    datagram.text($0)
                }
                tunnel = TunnelEnds(kind ?? "", in: attribute, datagram)
            case Int(IFLA_AF_SPEC):
                promotes = Self.setting(AddressTable.promotion, in: attribute, datagram)
                    .map { $0 != 0 }
                forwards = Self.setting(AddressTable.forwarding, in: attribute, datagram)
                    .map { $0 != 0 }
                senderFilter = Self.setting(AddressTable.senderFilter, in: attribute, datagram)
            default: break
            }
        }
        guard let name else { return nil }
        self.index = index
        self.name = name
        self.flags = flags
        self.addressLength = addressLength
        self.hardwareAddress = hardwareAddress
        self.lower = lower
        self.mtu = mtu
        self.kind = kind
        self.tunnel = tunnel
        promotesSecondaries = promotes
        self.forwards = forwards
        self.senderFilter = senderFilter
    }

    /// The numbers of `IPV4_DEVCONF_*` count from 1.
    private static func setting(
        _ number: Int, in families: Attribute, _ datagram: RawSpan
    ) -> UInt32? {
        guard
            let settings = families.first(Int(AF_INET), in: datagram)?
                .first(Int(IFLA_INET_CONF), in: datagram)
        else { return nil }
        let offset = settings.value.lowerBound + (number - 1) * 4
        guard offset + 4 <= settings.value.upperBound else { return nil }
        return datagram.integer(UInt32.self, at: offset)
    }
}

extension Attribute {
    /// The first attribute of this type inside this one.
    func first(_ type: Int, in datagram: RawSpan) -> Attribute? {
        var walk = AttributeWalk(inside: self)
        while let attribute = walk.next(in: datagram) {
            if attribute.type == type { return attribute }
        }
        return nil
    }
}
