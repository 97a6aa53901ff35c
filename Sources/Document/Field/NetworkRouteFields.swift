import Model

/// The keys of an element of `cluster.nodes[].network.routes`.
enum NetworkRouteFields: Int, ObjectFields {
    case to, via, interface, source, metric, routingTable, type, onLink, mtu

    static let table = ObjectTable("network route", of: Self.self, "A route.")

    var field: Field {
        switch self {
        case .to:
            Field(
                .text(2...49), required: true,
                "Network of the destinations, an address, or default. default without a via is "
                    + "that of IPv4.")
        case .via: Field(.address, "Next router. Default: the destinations are neighbours.")
        case .interface:
            Field(
                .interface,
                "Interface of the packets. Default: that of the network of the router.")
        case .source:
            Field(
                .address,
                "Sender of packets from the node itself. Default: the kernel's choice.")
        case .metric:
            Field(
                .integer(0...4_294_967_295),
                "Rank among routes to the same network, the smallest first. Default: 0 for IPv4, "
                    + "1024 for IPv6.")
        case .routingTable:
            Field(
                .integer(1...4_294_967_295), default: 254,
                "Number of the table of routes, which a rule can choose; 254 is the main one.")
        case .type:
            Field(
                .word(NetworkRoute.Kind.allCases.map(\.rawValue)), default: "unicast",
                "unicast: packets are forwarded. blackhole: they are dropped. unreachable, "
                    + "prohibit: the sender gets an answer.")
        case .onLink:
            Field(
                .boolean, default: false,
                "Whether the router is a neighbour although no network of the interface has its "
                    + "address.")
        case .mtu:
            Field(
                .integer(68...65_535),
                "Size of the largest packet to these destinations. Default: that of the "
                    + "interface.")
        }
    }
}
