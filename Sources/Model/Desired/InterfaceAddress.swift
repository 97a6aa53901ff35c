import Addresses

/// An address on an interface of this host.
public struct InterfaceAddress: Sendable, Hashable, Codable, Comparable {
    /// The interface, for example `eth0`.
    public var interface: String
    /// The address with its prefix length.
    public var prefix: Prefix

    /// This address on this interface.
    public init(interface: String, prefix: Prefix) {
        self.interface = interface
        self.prefix = prefix
    }

    /// By address, then interface.
    public static func < (left: InterfaceAddress, right: InterfaceAddress) -> Bool {
        left.prefix == right.prefix
            ? left.interface < right.interface : left.prefix < right.prefix
    }
}

extension InterfaceAddress: CustomStringConvertible {
    /// `10.0.0.100/24 on eth0`.
    public var description: String { "\(prefix) on \(interface)" }
}
