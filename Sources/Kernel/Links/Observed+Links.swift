import Addresses
import Model

extension Observed {
    /// Adds the interfaces.
    mutating func take(_ links: some Sequence<LinkRecord>) {
        let promotesEverywhere = HostSettingFiles().promotesEverywhere
        for link in links {
            interfaces.insert(link.name)
            interfaceNumbers[link.name] = link.index
            silentInterfaces[link.name] = link.fault
            if link.isMute { muteInterfaces.insert(link.name) }
            if link.promotesSecondaries == false, !promotesEverywhere {
                switchedOff.insert(.promotion(interface: link.name))
            }
        }
    }

    /// Adds the addresses with their marks.
    ///
    /// An address without a mark belongs to another program, unless this kernel stores no marks.
    mutating func take(_ found: [InterfaceAddress: UInt8?]) {
        let keepsMarks = found.values.contains { $0 != nil } || KernelRelease.current.keepsMarks
        addresses = found.mapValues { mark in
            switch mark {
            case AddressTable.mark: .ours
            case nil: keepsMarks ? .foreign : .unmarked
            default: .foreign
            }
        }
    }
}
