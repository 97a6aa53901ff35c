import Addresses
import Model

extension Observed {
    /// Adds the interfaces.
    mutating func add(_ links: some Sequence<LinkRecord>) {
        let settings = HostSettingFiles()
        let promotesEverywhere = settings.promotesEverywhere
        // While forwarding is off, it is set on all interfaces at once.
        let forwards = settings.forwardsIPv4
        for link in links {
            interfaces.insert(link.name)
            interfaceNumbers[link.name] = link.index
            silentInterfaces[link.name] = link.fault
            if link.isMute { muteInterfaces.insert(link.name) }
            if link.promotesSecondaries == false, !promotesEverywhere {
                switchedOff.insert(.promotion(interface: link.name))
            }
            if link.forwards == false, forwards {
                switchedOff.insert(.interfaceForwarding(link.name))
            }
        }
    }

    /// Adds the addresses with their origins.
    ///
    /// An address without an origin belongs to another program, unless this kernel stores none.
    mutating func add(_ found: [InterfaceAddress: UInt8?]) {
        let keepsOrigins = found.values.contains { $0 != nil } || KernelRelease.current.keepsOrigins
        addresses = found.mapValues { origin in
            switch origin {
            case AddressTable.origin: .ours
            case nil: keepsOrigins ? .foreign : .unknown
            default: .foreign
            }
        }
    }
}
