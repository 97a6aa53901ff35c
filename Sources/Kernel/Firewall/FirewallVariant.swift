/// A variant of iptables; the raw value is the middle of its programs' names.
public enum FirewallVariant: String, Sendable, CaseIterable {
    /// The one that this host uses: `iptables-restore`.
    case usual = ""
    /// Rules in nf_tables: `iptables-nft-restore`.
    case nft = "-nft"
    /// Rules in the older tables of the kernel: `iptables-legacy-restore`.
    case legacy = "-legacy"
}
