import Model

/// The keys of `limits`.
enum SourceLimitFields: Int, ObjectFields {
    case connections, concurrent, period, ipv4Prefix, ipv6Prefix, excess

    static let table = ObjectTable(
        "source limit", of: Self.self,
        "Limits of the connections from one source, by firewall rules: the kernel counts before "
            + "a server or HAProxy sees a packet. With udp and sctp each packet counts.")

    var field: Field {
        switch self {
        case .connections:
            Field(
                .integer(1...10_000),
                "Maximum number of new connections per period; as many may begin at once. "
                    + "Default: no limit.")
        case .concurrent:
            Field(
                .integer(1...1_000_000),
                "Maximum number of concurrent connections. At a layer-4 service it needs "
                    + "conntrack: 1 in ipvs.sysctls. Default: no limit.")
        case .period:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(1, .days))),
                default: "10s", "Length of a period.")
        case .ipv4Prefix:
            Field(
                .integer(1...32), default: 32,
                "Prefix length of the networks whose IPv4 connections are counted together.")
        case .ipv6Prefix:
            Field(
                .integer(1...128), default: 64,
                "Prefix length of the networks whose IPv6 connections are counted together: a "
                    + "site usually has a network of 64 bits, with any number of addresses.")
        case .excess:
            Field(
                .word(SourceLimits.Excess.allCases.map(\.rawValue)), default: "drop",
                "Answer to a connection above a limit. drop: none. reject: an error.")
        }
    }
}
