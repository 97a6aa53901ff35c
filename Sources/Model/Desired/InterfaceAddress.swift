import Addresses

/// An address on an interface of this host.
public struct InterfaceAddress: Sendable, Hashable, Codable, Comparable {
    /// The interface, for example `eth0`.
    public var interface: String
    /// The address with its prefix length.
    public var prefix: Prefix

    /// Creates an address on an interface.
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

extension InterfaceAddress {
    /// The address on its interface, without the prefix length.
    public var place: AddressPlace {
        AddressPlace(interface: interface, address: prefix.address)
    }

    /// The address as Ballast adds it: `/32` or `/128`.
    ///
    /// With a shorter prefix the first address of a subnet would be a source address of the host,
    /// and would add a route.
    public var alone: InterfaceAddress {
        InterfaceAddress(interface: interface, prefix: Prefix(host: prefix.address))
    }
}

extension InterfaceAddress: CustomStringConvertible {
    /// `10.0.0.100/24 on eth0`.
    public var description: String { "\(prefix) on \(interface)" }
}
