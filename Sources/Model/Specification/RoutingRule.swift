import Addresses

/// A rule that chooses the table of routes for packets.
///
/// Source: `ip-rule(8)`, `linux/fib_rules.h`.
public struct RoutingRule: Sendable, Hashable {
    /// The family of the packets.
    public var family: AddressFamily
    /// The rank, the smallest first.
    ///
    /// **Range:** 1...32765; the kernel's own rules have 0, 32766 and 32767.
    public var priority: UInt32
    /// The network of the senders; nil: any.
    public var source: Prefix?
    /// The network of the destinations; nil: any.
    public var destination: Prefix?
    /// The firewall mark; nil: any.
    public var mark: UInt32?
    /// The interface by which packets arrive; nil: any.
    public var interface: String?
    /// The number of the table.
    public var table: UInt32

    /// Creates a rule for all packets of a family.
    public init(_ family: AddressFamily, priority: UInt32, table: UInt32) {
        self.family = family
        self.priority = priority
        self.table = table
    }
}

extension RoutingRule: CustomStringConvertible {
    /// `ipv4 100: from 10.0.0.0/24 lookup 7`.
    public var description: String {
        var words = ["\(family.rawValue) \(priority):"]
        words.append("from \(source.map { "\($0)" } ?? "all")")
        if let destination { words.append("to \(destination)") }
        if let mark { words.append("fwmark \(mark)") }
        if let interface { words.append("iif \(interface)") }
        words.append("lookup \(table)")
        return words.joined(separator: " ")
    }
}

extension RoutingRule: Comparable {
    /// By family, then priority.
    public static func < (left: RoutingRule, right: RoutingRule) -> Bool {
        (left.family, left.priority, "\(left)") < (right.family, right.priority, "\(right)")
    }
}
