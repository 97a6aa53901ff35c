import Addresses

/// A base chain of nf_tables outside the tables of iptables, whose rules are not read.
public struct NetfilterChain: Sendable, Hashable, Codable {
    /// The family of the table: ip, ip6, inet, netdev or bridge.
    public var family: String
    /// The table.
    public var table: String
    /// The name, unique in the table.
    public var name: String
    /// The place on a packet's way: ingress, prerouting, input, forward, output, postrouting or
    /// egress.
    public var hook: String
    /// Whether the chain translates addresses.
    public var translates: Bool

    /// Creates a chain.
    public init(
        _ family: String, _ table: String, _ name: String, at hook: String,
        translates: Bool = false
    ) {
        self.family = family
        self.table = table
        self.name = name
        self.hook = hook
        self.translates = translates
    }

    /// Whether arriving packets of a family pass the chain.
    ///
    /// - Parameter isForwarded: whether the packets are for another host; nil: either.
    public func sees(_ packets: AddressFamily, isForwarded: Bool? = nil) -> Bool {
        let isOfFamily =
            switch family {
            case "ip": packets == .ipv4
            case "ip6": packets == .ipv6
            default: true
            }
        guard isOfFamily else { return false }
        return switch hook {
        case "ingress", "prerouting": true
        case "input": isForwarded != true
        case "forward", "postrouting": isForwarded != false
        default: false
        }
    }
}

extension NetfilterChain: Comparable {
    /// By family, table and name.
    public static func < (left: NetfilterChain, right: NetfilterChain) -> Bool {
        (left.family, left.table, left.name) < (right.family, right.table, right.name)
    }
}

extension NetfilterChain: CustomStringConvertible {
    /// `inet firewalld filter_INPUT`.
    public var description: String { "\(family) \(table) \(name)" }
}

extension NetfilterChain {
    /// The form of a chain.
    public static let shape = RecordShape(
        "netfilterChain", "A base chain of nf_tables outside the tables of iptables.",
        [
            .required("family", .text, "The family of the table: inet."),
            .required("table", .text, "The table."),
            .required("name", .text, "The name of the chain."),
            .required("hook", .text, "The place on a packet's way: input."),
            .required("translates", .flag, "Whether the chain translates addresses."),
        ])
}
