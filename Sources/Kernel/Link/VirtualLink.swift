import Addresses

/// An interface with a virtual MAC address above another interface.
///
/// Source: RFC 9568 section 7.3; `macvlan` in `ip-link(8)`.
public struct VirtualLink: Sendable, Hashable {
    /// The name, at most 15 bytes.
    public var name: String
    /// The interface below.
    public var base: String
    /// The virtual MAC address.
    public var hardwareAddress: MACAddress

    /// Creates the description of an interface.
    public init(name: String, base: String, hardwareAddress: MACAddress) {
        self.name = name
        self.base = base
        self.hardwareAddress = hardwareAddress
    }
}
