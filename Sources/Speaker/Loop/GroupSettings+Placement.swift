import Addresses
import Kernel
import Model

/// The interfaces on which the addresses of a group are.
extension GroupSettings {
    /// The addresses of all routers, on the interfaces that have them.
    ///
    /// Beside the node's own addresses they are `/32` or `/128`: the first address of a subnet is
    /// the source address of the host.
    var placements: [InterfaceAddress] {
        routers.flatMap { router in
            guard hasVirtualMAC, let link = router.virtualLink else {
                return router.addresses.map(\.alone)
            }
            return router.addresses.map {
                InterfaceAddress(interface: link.name, prefix: $0.prefix)
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
