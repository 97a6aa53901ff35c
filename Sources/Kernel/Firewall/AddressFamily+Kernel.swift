import Addresses
import Glibc

extension AddressFamily {
    /// Whether the kernel has the family: IPv6 is missing with the kernel's parameter
    /// `ipv6.disable=1`.
    ///
    /// Source: kernel, `Documentation/networking/ipv6.rst`.
    var isInKernel: Bool {
        switch self {
        case .ipv4: true
        case .ipv6: access("/proc/sys/net/ipv6", F_OK) == 0
        }
    }
}
