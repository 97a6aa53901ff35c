import Addresses

/// An address for clients, on an interface of its owner.
public struct VirtualAddress: Sendable, Hashable {
    /// The address with its prefix length on the interface.
    public var address: Prefix
    /// The interface, for example `eth0`.
    ///
    /// **Range:** 1...15 bytes; may be empty for an external address.
    public var interface: String

    /// Whether another program adds it to this host: Ballast neither adds nor removes it.
    public var isExternal: Bool
    /// The failover group to which it belongs; nil: the first one.
    public var group: String?

    /// Creates a virtual address.
    public init(
        address: Prefix, interface: String, isExternal: Bool = false, group: String? = nil
    ) {
        self.isExternal = isExternal
        self.group = group
        self.address = address
        self.interface = interface
    }
}
