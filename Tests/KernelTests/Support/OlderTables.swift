@testable import Kernel

/// A kernel with the older tables of iptables and without those of nf_tables: that of the lab.
enum OlderTables {
    /// Whether this kernel is one, on a host whose own iptables is the variant of nf_tables.
    static let areAlone: Bool =
        Namespace.isAvailable
        && (try? Namespace.fresh {
            try Namespace.run(
                "iptables-legacy -S && iptables --version | grep nf_tables && ! iptables-nft -N X")
        }) != nil
}
