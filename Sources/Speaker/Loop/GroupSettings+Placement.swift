import Addresses
import Kernel
import Model

/// The interfaces on which the addresses of a group are.
extension GroupSettings {
    /// The addresses of all routers, on the interfaces that have them.
    var placements: [InterfaceAddress] {
        routers.flatMap { router in
            let link = hasVirtualMAC ? router.virtualLink : nil
            return router.addresses.map {
                InterfaceAddress(interface: link?.name ?? $0.interface, prefix: $0.prefix)
            }
        }
    }

    /// The interfaces with virtual MAC addresses.
    var virtualLinks: [VirtualLink] { hasVirtualMAC ? routers.compactMap(\.virtualLink) : [] }
}

extension RouterSettings {
    /// The interface that has the virtual MAC address: `vrrp4-51` above the one of the settings.
    var virtualLink: VirtualLink? {
        guard let base = addresses.first?.interface, let hardwareAddress else { return nil }
        return VirtualLink(
            name: Failover.virtualInterface(family, routerID), base: base,
            hardwareAddress: hardwareAddress)
    }
}
