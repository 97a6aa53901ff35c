import Addresses

/// The reason to set an address of the node that is there already.
public enum AddressFault: Sendable, Hashable {
    /// Another host had the address when it was added.
    case duplicate
    /// Another program has set it.
    case altered
    /// It has no route of its network.
    case routeless
    /// The length of its network is another one: the kernel has an IPv6 address once.
    case length(Prefix)
}
