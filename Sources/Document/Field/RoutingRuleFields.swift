import Addresses

/// The keys of an element of `cluster.nodes[].network.rules`.
enum RoutingRuleFields: Int, ObjectFields {
    case priority, from, to, mark, interface, family, routingTable

    static let table = ObjectTable(
        "routing rule", of: Self.self,
        "A rule that chooses the table of routes for packets that meet all its conditions.")

    var field: Field {
        switch self {
        case .priority:
            Field(
                .integer(1...32_765), required: true,
                "Rank among the rules, the smallest first. The main table is 32766.")
        case .from: Field(.text(2...49), "Network of the senders, or an address.")
        case .to: Field(.text(2...49), "Network of the destinations, or an address.")
        case .mark: Field(.integer(1...4_294_967_295), "Firewall mark.")
        case .interface: Field(.interface, "Interface by which packets arrive.")
        case .family:
            Field(
                .word(AddressFamily.allCases.map(\.rawValue)),
                "Family of the packets. Default: that of from or to; without them both.")
        case .routingTable:
            Field(
                .integer(1...4_294_967_295), required: true,
                "Number of the table of routes.")
        }
    }
}
