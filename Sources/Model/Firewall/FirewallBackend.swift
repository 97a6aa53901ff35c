/// A part of the kernel that holds rules of iptables; the raw value is the programs' name for it.
public enum FirewallBackend: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// nf_tables: `iptables-nft`.
    case nft
    /// The older tables of the kernel: `iptables-legacy`.
    case legacy

    /// The variant's programs: `iptables-nft`.
    public var program: String { "iptables-\(rawValue)" }

    /// The other one.
    public var other: FirewallBackend { self == .nft ? .legacy : .nft }

    /// By name.
    public static func < (left: FirewallBackend, right: FirewallBackend) -> Bool {
        left.rawValue < right.rawValue
    }
}
