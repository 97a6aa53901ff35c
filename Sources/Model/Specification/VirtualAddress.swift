import Addresses

/// An address that clients connect to, put on an interface of the node that owns it.
public struct VirtualAddress: Sendable, Hashable {
    /// The address with the prefix length it gets on the interface.
    public var address: Prefix
    /// The interface that carries it, for example `eth0`.
    ///
    /// **Range:** 1...15 bytes; of an external address it may be empty.
    public var interface: String

    /// Whether another program puts it on this host: Ballast neither adds nor removes it.
    public var isExternal: Bool

    /// This address on this interface.
    public init(address: Prefix, interface: String, isExternal: Bool = false) {
        self.isExternal = isExternal
        self.address = address
        self.interface = interface
    }
}
