@testable import Kernel

/// The variants of iptables that tests use.
enum FirewallKernel {
    /// Both variants by name, so that the host's choice makes no difference.
    static let variants: [FirewallVariant] = [.nft, .legacy]

    /// Whether this kernel takes rules of both variants.
    static let isAvailable: Bool =
        Namespace.isAvailable
        && (try? Namespace.fresh {
            try Namespace.run("iptables-nft -S && iptables-legacy -S && ip6tables-nft -S")
        }) != nil
}
