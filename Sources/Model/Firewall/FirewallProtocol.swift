/// A protocol number of the IP header, with the names that iptables prints.
///
/// Source: `/etc/protocols`; iptables, `libxtables/xtables.c`, `xtables_chain_protos`.
public struct FirewallProtocol: Sendable, Hashable, RawRepresentable {
    /// The number.
    public let rawValue: UInt8

    /// Creates the protocol of a number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Internet Control Message Protocol.
    public static let icmp = FirewallProtocol(rawValue: 1)
    /// Internet Group Management Protocol.
    public static let igmp = FirewallProtocol(rawValue: 2)
    /// Transmission Control Protocol.
    public static let tcp = FirewallProtocol(rawValue: 6)
    /// User Datagram Protocol.
    public static let udp = FirewallProtocol(rawValue: 17)
    /// Internet Control Message Protocol of IPv6.
    public static let icmpv6 = FirewallProtocol(rawValue: 58)
    /// Virtual Router Redundancy Protocol.
    public static let vrrp = FirewallProtocol(rawValue: 112)
    /// Stream Control Transmission Protocol.
    public static let sctp = FirewallProtocol(rawValue: 132)

    /// The protocol of a service.
    public init(_ transport: TransportProtocol) { self.init(rawValue: transport.number) }

    /// Whether packets of the protocol have ports.
    public var hasPorts: Bool { self == .tcp || self == .udp || self == .sctp }

    /// The protocol of a name or number; nil: unknown, or every protocol.
    public init?(_ text: String) {
        // Nearly all rules have one of them.
        if text == "tcp" || text == "udp" {
            self = text == "tcp" ? .tcp : .udp
            return
        }
        if let number = UInt8(text) {
            guard number != 0 else { return nil }
            self.init(rawValue: number)
            return
        }
        let name = text.lowercased()
        guard let known = Self.names.first(where: { $0.names.contains(name) }) else { return nil }
        self.init(rawValue: known.number)
    }

    /// The names by number; the first is the one that iptables accepts everywhere.
    private static let names: [(number: UInt8, names: [String])] = [
        (1, ["icmp"]), (2, ["igmp"]), (6, ["tcp"]), (17, ["udp"]), (33, ["dccp"]), (47, ["gre"]),
        (50, ["esp", "ipsec-esp", "ipv6-crypt"]), (51, ["ah", "ipsec-ah", "ipv6-auth"]),
        (58, ["ipv6-icmp", "icmpv6", "icmp6"]), (89, ["ospf", "ospfigp"]), (112, ["vrrp"]),
        (115, ["l2tp"]), (132, ["sctp"]), (136, ["udplite"]),
    ]
}

extension FirewallProtocol: CustomStringConvertible {
    /// The name, where iptables knows it without a file of names, else the number.
    public var description: String {
        switch self {
        case .icmp: "icmp"
        case .tcp: "tcp"
        case .udp: "udp"
        case .sctp: "sctp"
        case .icmpv6: "ipv6-icmp"
        default: "\(rawValue)"
        }
    }
}
