import Addresses
import Model

extension SimulatedHost {
    /// What the kernel says to a step.
    enum Verdict: Equatable {
        /// It is done.
        case accepted
        /// It is so already: EEXIST when adding, ENOENT or ESRCH when removing.
        case redundant
        /// It is refused, with the error's name and the reason.
        case refused(String, String)
    }

    /// What the kernel would say.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_ctl.c`, `ip_vs_genl_set_cmd`; `net/ipv4/devinet.c`,
    /// `net/ipv6/addrconf.c` for addresses.
    func verdict(on step: Step) -> Verdict {
        switch step {
        case .setSysctl(let sysctl, let value, _): verdict(on: value, for: sysctl)
        case .enable: .accepted
        case .setTimeouts(let timeouts, _): verdict(on: timeouts)
        case .addService(let service):
            state.services[service.key] == nil ? verdict(on: service) : .redundant
        case .editService(let service, _):
            state.services[service.key] == nil ? Self.noService : verdict(on: service)
        case .removeService(let key):
            state.services[key] == nil ? .redundant : .accepted
        case .addDestination(let destination, let key):
            verdict(on: destination, of: key, exists: .redundant, missing: .accepted)
        case .editDestination(let destination, _, let key),
            .drainDestination(let destination, let key, _, _):
            verdict(
                on: destination, of: key, exists: .accepted,
                missing: .refused("ENOENT", "no such server"))
        case .removeDestination(let endpoint, let key, _):
            state.services[key]?.destinations[endpoint] == nil ? .redundant : .accepted
        case .addAddress(let address): verdict(onAdding: address)
        case .announceAddress(let address):
            verdict(onAnnouncing: address)
        case .removeAddress(let address):
            state.addresses[address] == nil ? .redundant : .accepted
        }
    }

    private static let noService = Verdict.refused("ESRCH", "no such service")

    private func verdict(on value: SysctlValue, for sysctl: Sysctl) -> Verdict {
        guard state.sysctls[sysctl] != nil else { return .refused("ENOENT", "no such sysctl") }
        let fits = value.numbers.allSatisfy(sysctl.range.contains)
        return fits && value.numbers.count == sysctl.count
            ? .accepted : .refused("EINVAL", "the value is out of range")
    }

    private func verdict(on timeouts: IPVSTimeouts) -> Verdict {
        [timeouts.tcp, timeouts.tcpFin, timeouts.udp].allSatisfy((0...2_678_400).contains)
            ? .accepted : .refused("EINVAL", "a timeout is out of range")
    }

    private func verdict(on service: VirtualService) -> Verdict {
        guard schedulers.contains(service.scheduler) else {
            return .refused("ENOENT", "no kernel module \(service.scheduler.module)")
        }
        if let engine = service.persistence?.engine, !persistenceEngines.contains(engine) {
            return .refused("ENOENT", "no kernel module \(engine.module)")
        }
        let length = service.persistence?.prefixLength ?? service.key.family.bits
        let shortest: UInt8 = service.key.family == .ipv6 ? 1 : 0
        return (shortest...service.key.family.bits).contains(length)
            ? .accepted : .refused("EINVAL", "the netmask is out of range")
    }

    private func verdict(
        on destination: Destination, of key: ServiceKey, exists: Verdict, missing: Verdict
    ) -> Verdict {
        guard let service = state.services[key] else { return Self.noService }
        let address = destination.endpoint.address
        // Only with a tunnel can the two families differ.
        guard address.family == key.family || destination.forwarding.isTunnel else {
            return .refused("EINVAL", "a server of the other family needs a tunnel")
        }
        guard destination.weight >= 0, destination.limits.lower <= destination.limits.upper else {
            return .refused("ERANGE", "the weight or a threshold is out of range")
        }
        if case .gue(port: 0, _) = destination.forwarding {
            return .refused("EINVAL", "gue needs a port")
        }
        guard service.destinations[destination.endpoint] == nil else { return exists }
        return missing == .accepted && !address.isUnicast
            ? .refused("EINVAL", "the server's address is not unicast") : missing
    }

    private func verdict(onAnnouncing address: InterfaceAddress) -> Verdict {
        guard state.addresses[address] != nil else {
            return .refused("EADDRNOTAVAIL", "the address is not on the interface")
        }
        return state.silentInterfaces[address.interface].map {
            .refused("ENETDOWN", "the interface \(address.interface) \($0.rawValue)")
        } ?? .accepted
    }

    private func verdict(onAdding address: InterfaceAddress) -> Verdict {
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

extension IPAddress {
    /// fe80::/10.
    ///
    /// Source: RFC 4291 section 2.5.6.
    var isLinkLocal: Bool {
        guard case .v6(let address) = self else { return false }
        return address.high >> 54 == 0x3fa
    }

    /// Whether IPVS takes the address for a server's.
    ///
    /// Source: `ip_vs_new_dest`.
    var isUnicast: Bool {
        guard !isUnspecified && !isMulticast && !isLinkLocal else { return false }
        guard case .v4(let address) = self else { return true }
        return address.rawValue != .max
    }
}
