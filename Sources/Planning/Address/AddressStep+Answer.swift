import Addresses
import Model

extension AddressStep {
    /// The kernel's answer.
    ///
    /// Source: `net/ipv4/devinet.c`, `net/ipv6/addrconf.c`.
    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        switch self {
        case .add(let address): host.answer(onAdding: address)
        case .announce(let address): host.answer(onAnnouncing: address)
        case .remove(let address):
            host.state.addresses[address] == nil ? .redundant : .accepted
        }
    }
}

extension SimulatedHost {
    fileprivate func answer(onAnnouncing address: InterfaceAddress) -> Answer {
        guard state.addresses[address] != nil else {
            return .refused("EADDRNOTAVAIL", "the address is not on the interface")
        }
        return state.silentInterfaces[address.interface].map {
            .refused("ENETDOWN", "the interface \(address.interface) \($0.rawValue)")
        } ?? .accepted
    }

    fileprivate func answer(onAdding address: InterfaceAddress) -> Answer {
        guard state.interfaces.contains(address.interface) else {
            return .refused("ENODEV", "no such interface")
        }
        let ip = address.prefix.address
        guard ip.isUnicast || ip.isLinkLocal else {
            return .refused("EINVAL", "the address is not unicast")
        }
        if ip.family == .ipv4 { return state.addresses[address] == nil ? .accepted : .redundant }
        let isThere = state.addresses.keys.contains {
            $0.interface == address.interface && $0.prefix.address == ip
        }
        return isThere ? .redundant : .accepted
    }
}
