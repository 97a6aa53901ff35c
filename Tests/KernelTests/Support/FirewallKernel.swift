@testable import Kernel

/// The variants of iptables that tests use.
enum FirewallKernel {
    /// Those in which this kernel takes rules, by name, so that the host's choice makes no
    /// difference.
    ///
    /// User-Mode Linux of Debian has nf_tables without its families, thus the older tables alone.
    static let variants: [FirewallVariant] = [.nft, .legacy].filter { variant in
        Namespace.isAvailable
            && (try? Namespace.fresh {
                try Namespace.run(
                    "iptables\(variant.rawValue) -N TRIED && ip6tables\(variant.rawValue) -N TRIED")
            }) != nil
    }

    /// Whether this kernel takes rules of both variants.
    static let hasBoth = variants.count == 2

    /// Whether this kernel takes rules of a variant.
    static let isAvailable = !variants.isEmpty
}
