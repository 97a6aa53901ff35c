import Addresses
import Model

/// The addresses of one family in a failover group: one virtual router of VRRP.
public struct ElectionRouter: Sendable, Hashable {
    /// The failover group of the document.
    public var group: String
    /// The number of the virtual router, the same for both families of a group.
    ///
    /// **Range:** 1...255.
    public var routerID: UInt8
    /// The virtual addresses in the order of advertisements: link-local ones first, as IPv6
    /// requires, then in the order of the document.
    ///
    /// **Shape:** at least one, all of one family.
    public var addresses: [InterfaceAddress]

    /// The family of the addresses.
    public var family: AddressFamily { addresses.first?.prefix.address.family ?? .ipv4 }

    /// The virtual addresses on the interface with the virtual MAC address.
    var placements: [InterfaceAddress] {
        let interface = Failover.virtualInterface(family, routerID)
        return addresses.map { InterfaceAddress(interface: interface, prefix: $0.prefix) }
    }

    /// Creates a virtual router.
    public init(group: String, routerID: UInt8, addresses: [InterfaceAddress]) {
        self.group = group
        self.routerID = routerID
        self.addresses = addresses
    }
}
