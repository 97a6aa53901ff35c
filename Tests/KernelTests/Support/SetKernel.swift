@testable import Kernel

/// The sets of the kernel of this machine.
enum SetKernel {
    /// Whether the kernel has sets, and rules of the older tables.
    static let isAvailable: Bool =
        Namespace.isAvailable
        && (try? Namespace.fresh {
            try Namespace.run("ipset create x hash:net && iptables-legacy -S")
        }) != nil
}
