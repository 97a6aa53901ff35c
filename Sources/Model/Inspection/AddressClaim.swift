import Addresses

/// An answer of another host to a probe: it has the address.
public struct AddressClaim: Sendable, Hashable {
    /// The address.
    public var address: IPAddress
    /// The interface at which the answer arrived.
    public var interface: String
    /// The hardware address of the other host.
    public var hardwareAddress: MACAddress

    /// Creates a claim.
    public init(_ address: IPAddress, at interface: String, by hardwareAddress: MACAddress) {
        self.address = address
        self.interface = interface
        self.hardwareAddress = hardwareAddress
    }
}
