/// A table of iptables; the raw value is its name.
public enum FirewallTable: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Decisions before connection tracking.
    case raw
    /// Changes of packets: firewall marks.
    case mangle
    /// Address translation of new connections.
    case nat
    /// Decisions to accept or drop.
    case filter
    /// Labels of mandatory access control.
    case security

    /// In the order in which a packet passes them.
    public static func < (left: FirewallTable, right: FirewallTable) -> Bool {
        left.order < right.order
    }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
