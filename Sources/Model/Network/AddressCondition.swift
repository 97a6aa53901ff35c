/// A condition of an address of the node in which it is not, or not long, of use.
///
/// Source: `linux/if_addr.h`, `IFA_F_*`.
public enum AddressCondition: Sendable, Hashable {
    /// An IPv6 address that neighbours are asked about, for a second or two (RFC 4862).
    case checking
    /// Another host has the IPv6 address, so that this one does not use it.
    ///
    /// - isDue: whether it is time to try again.
    case duplicate(isDue: Bool)
    /// New connections avoid the address, or another program has set it.
    case altered
    /// The route of its network, which the kernel makes with it, is gone.
    case routeless

    /// Whether the node has the address for itself.
    public var isUsable: Bool {
        switch self {
        case .checking, .duplicate: false
        case .altered, .routeless: true
        }
    }
}
