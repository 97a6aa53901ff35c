import Model

/// The keys of `cluster.nodes[].network`.
enum NetworkFields: Int, ObjectFields {
    case manage, interfaces, routes, rules, nameservers, search, hostname

    static let table = ObjectTable(
        "network section", of: Self.self, "The network of one node.")

    var field: Field {
        switch self {
        case .manage:
            Field(
                .word(NodeNetwork.Management.allCases.map(\.rawValue)), default: "all",
                "The part that Ballast changes. all: interfaces too. addresses: addresses, "
                    + "routes, rules, name servers and host name, on existing interfaces. none: "
                    + "nothing; status shows the differences.")
        case .interfaces:
            Field(
                .objects(NetworkInterfaceFields.table),
                "The interfaces. Others, and objects of other programs on these, are left alone.")
        case .routes:
            Field(
                .objects(NetworkRouteFields.table),
                "Routes beside those of the gateways of interfaces.")
        case .rules:
            Field(
                .objects(RoutingRuleFields.table),
                "Rules that choose a table of routes for packets (policy routing).")
        case .nameservers:
            Field(
                .addresses,
                "Name servers in the order of their use, for /etc/resolv.conf. Default: left "
                    + "alone.")
        case .search:
            Field(
                .textList(1...253),
                "Domains that are added to short names. It needs nameservers.")
        case .hostname:
            Field(
                .text(1...64),
                "Host name: the name of the node, or this name with its domain. Default: left "
                    + "alone.")
        }
    }
}
