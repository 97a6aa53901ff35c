import Model

/// The keys of an element of `cluster.nodes[].network.interfaces`.
enum NetworkInterfaceFields: Int, ObjectFields {
    case name, addresses, gateway, mtu, reversePathFilter, bond, vlan, bridge, dummy

    static let table = ObjectTable(
        "network interface", of: Self.self,
        "A network interface, which is up. With bond, vlan, bridge or dummy Ballast makes it.")

    /// The keys of which an interface has at most one.
    static let kinds: [NetworkInterfaceFields] = [.bond, .vlan, .bridge, .dummy]

    var field: Field {
        switch self {
        case .name:
            Field(.interface, required: true, "Unique among the interfaces.")
        case .addresses:
            Field(
                .textList(4...49),
                "The node's own addresses with the lengths of their networks. Virtual addresses "
                    + "are not among them.")
        case .gateway:
            Field(
                .textList(2...45),
                "Router of the default route, one for each family.")
        case .mtu:
            Field(
                .integer(68...65_535),
                "Size of the largest IP packet in bytes; with IPv6 at least 1280. Default: left "
                    + "alone.")
        case .reversePathFilter:
            Field(
                .word(ReversePathFilter.allCases.map(\.word)),
                "Check of the senders of IPv4 packets that arrive here (rp_filter). strict: the "
                    + "way back leaves by this interface. loose: there is a way back. off: none. "
                    + "A larger net.ipv4.conf.all.rp_filter counts instead. Default: left alone; "
                    + "once the key is removed, the former value is put back.")
        case .bond:
            Field(.object(BondFields.table), "Several interfaces as one.")
        case .vlan:
            Field(.object(VLANFields.table), "A VLAN of another interface.")
        case .bridge:
            Field(.object(BridgeFields.table), "A switch of several interfaces.")
        case .dummy:
            Field(
                .boolean,
                "Whether it carries no packets, for addresses of the node itself.")
        }
    }
}
