import Addresses
import CNetlink
import Glibc
import Model

/// An interface in an rtnetlink message, with its kind; other interfaces are known by number.
struct LinkDetails {
    let index: Int32
    private(set) var name = ""
    private var value: NetworkLink
    private var master: Int32?
    private var parent: Int32?
    private var primary: Int32?

    /// `IFF_RUNNING` and `IFF_LOWER_UP`: the first one follows a lost carrier up to a second later.
    private static let carrier: UInt32 = UInt32(IFF_RUNNING.rawValue) | 1 << 16

    /// **Errors:** nil when the message is too short or has no name.
    init?(_ message: NetlinkMessage, in datagram: RawSpan) {
        let header = MemoryLayout<ifinfomsg>.size
        let start = message.payload.lowerBound
        // ifinfomsg: family, padding, type, index, flags, change.
        guard message.payload.count >= header,
            let index = datagram.integer(Int32.self, at: start + 4),
            let flags = datagram.integer(UInt32.self, at: start + 8)
        else { return nil }
        self.index = index
        value = NetworkLink(
            index: index, mtu: 0, isUp: flags & UInt32(IFF_UP.rawValue) != 0,
            hasCarrier: flags & Self.carrier == Self.carrier)
        var information: Attribute?
        var walk = message.attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(IFLA_IFNAME): name = datagram.text(attribute)
            case Int(IFLA_MTU): value.mtu = Int(datagram.integer(UInt32.self, of: attribute) ?? 0)
            case Int(IFLA_MASTER): master = datagram.integer(Int32.self, of: attribute)
            case Int(IFLA_LINK): parent = datagram.integer(Int32.self, of: attribute)
            case Int(IFLA_LINKINFO): information = attribute
            case Int(IFLA_PROP_LIST): readNames(attribute, datagram)
            default: break
            }
        }
        guard !name.isEmpty else { return nil }
        if let information { read(information, datagram) }
    }

    /// Looks for the mark among the alternative names.
    private mutating func readNames(_ list: Attribute, _ datagram: RawSpan) {
        var walk = AttributeWalk(inside: list)
        while let attribute = walk.next(in: datagram) {
            guard attribute.type == Int(IFLA_ALT_IFNAME) else { continue }
            if datagram.text(attribute).hasPrefix(NetworkInterface.mark) { value.isMarked = true }
        }
    }

    private mutating func read(_ information: Attribute, _ datagram: RawSpan) {
        var data: Attribute?
        var walk = AttributeWalk(inside: information)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(IFLA_INFO_KIND): value.kind = datagram.text(attribute)
            case Int(IFLA_INFO_DATA): data = attribute
            default: break
            }
        }
        guard let data else { return }
        switch value.kind {
        case "vlan": readVLAN(data, datagram)
        case "bond": readBond(data, datagram)
        case "bridge": readBridge(data, datagram)
        default: break
        }
    }

    private mutating func readVLAN(_ data: Attribute, _ datagram: RawSpan) {
        var vlan = VLANSettings(id: 0, parent: "")
        var walk = AttributeWalk(inside: data)
        while let attribute = walk.next(in: datagram) {
            switch attribute.type {
            case Int(IFLA_VLAN_ID): vlan.id = datagram.integer(UInt16.self, of: attribute) ?? 0
            case Int(IFLA_VLAN_PROTOCOL):
                let tag = datagram.integer(UInt16.self, of: attribute) ?? 0
                vlan.isProvider = UInt16(bigEndian: tag) == 0x88a8
            default: break
            }
        }
        value.vlan = vlan
    }

    private mutating func readBridge(_ data: Attribute, _ datagram: RawSpan) {
        var walk = AttributeWalk(inside: data)
        while let attribute = walk.next(in: datagram) {
            guard attribute.type == Int(IFLA_BR_STP_STATE) else { continue }
            value.usesSpanningTree = datagram.integer(UInt32.self, of: attribute) != 0
        }
    }

    private mutating func readBond(_ data: Attribute, _ datagram: RawSpan) {
        var bond = BondSettings(mode: .balanceRR, members: [])
        let options = Dictionary(
            uniqueKeysWithValues: BondOption.allCases.map { ($0.attribute.type, $0) })
        var walk = AttributeWalk(inside: data)
        while let attribute = walk.next(in: datagram) {
            if let option = options[attribute.type] {
                let number =
                    option.attribute.size == 1
                    ? datagram.integer(UInt8.self, of: attribute).map(Int.init)
                    : datagram.integer(UInt32.self, of: attribute).map(Int.init)
                bond.options[option] = number
            } else if attribute.type == Int(IFLA_BOND_MODE) {
                let number = datagram.integer(UInt8.self, of: attribute).map(Int.init)
                bond.mode = number.flatMap(BondSettings.Mode.init(rawValue:)) ?? .balanceRR
            } else if attribute.type == Int(IFLA_BOND_PRIMARY) {
                primary = datagram.integer(Int32.self, of: attribute)
            } else if attribute.type == Int(IFLA_BOND_ARP_IP_TARGET) {
                var targets = AttributeWalk(inside: attribute)
                while let target = targets.next(in: datagram) {
                    guard case .v4(let address)? = datagram.address(target, family: .ipv4) else {
                        continue
                    }
                    bond.arpTargets.append(address)
                }
            }
        }
        bond.options = bond.options.filter { $0.value != $0.key.usual }
        value.bond = bond
    }

    /// The kinds that are on another interface and take its packets.
    private static let kindsAbove: Set<String> = [
        "vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "macsec",
    ]

    /// The interface with the names of others.
    func link(_ names: [Int32: String]) -> NetworkLink {
        var link = value
        link.master = master.flatMap { names[$0] }
        // That of a veth is its other end.
        if let kind = link.kind, Self.kindsAbove.contains(kind) {
            link.parent = parent.flatMap { names[$0] }
        }
        link.vlan?.parent = parent.flatMap { names[$0] } ?? ""
        link.bond?.primary = primary.flatMap { names[$0] }
        return link
    }
}
