import Addresses

/// An address on an interface, with any prefix length.
public struct AddressPlace: Sendable, Hashable {
    /// The interface.
    public let interface: String
    /// The address.
    public let address: IPAddress
}
