import Addresses
import Model

extension Planner {
    /// Adds the missing virtual addresses, before any removal.
    ///
    /// An address that can't serve yet is an obstacle: until it can, addresses that are no longer
    /// in the document stay, and so do the services on them.
    mutating func planNewAddresses() {
        guard observed.scope.covers(.address) else { return }
        if let note = desired.electionNote { notes.append(note) }
        guard let wanted = desired.addresses else { return }
        for address in wanted.sorted() {
            let found = present[address.place]
            let isThere =
                found?.isEmpty == false && !lostInterfaces.contains(address.interface)
            if let reason = impediment(of: address, isThere: isThere) {
                notes.append("\(address) has to wait: \(reason)")
                waiting.insert(.address(address.alone))
                obstruct(address, reason)
                continue
            }
            if !isThere {
                phases.add(.address(.add(address.alone)))
                announce(address.alone)
            }
            if let fault = observed.silentInterfaces[address.interface] {
                let reason = "\(address.interface) \(fault.rawValue)"
                notes.append("\(address) reaches no client: \(reason)")
                obstruct(address, reason)
            } else {
                served[address.prefix.address] = found?.min() ?? address.alone
            }
        }
    }

    /// Removes addresses of ours that are no longer desired, once nothing depends on them.
    mutating func planOldAddresses() {
        guard observed.scope.covers(.address), let wanted = desired.addresses else { return }
        // The services that still have connections on them are unknown.
        guard observed.scope.covers(.ipvs) || !desired.carriesAddresses else { return }
        let interfaces = Set(wanted.map(\.interface))
        let holders = desired.carriesAddresses ? AddressHolders(lingering) : AddressHolders([])
        for address in observed.addresses.keys.sorted() where !wantedPlaces.contains(address.place)
        {
            if !observed.isOurs(address) {
                if interfaces.contains(address.interface), !desired.isOfNode(address) {
                    foreign.append(.address(address))
                }
            } else if let reason = reasonToKeep(address) {
                keep(address, reason)
            } else if let key = holders.holder(of: address) {
                let any = key.endpoint == nil ? ", which any address may serve," : ""
                keep(address, "until \(key)\(any) has drained")
            } else {
                remove(address)
            }
        }
        noteLostRoutes()
    }

    /// Adds a note on the routes that the kernel removes with the last address of an interface.
    private mutating func noteLostRoutes() {
        func addresses(_ phase: StepPhase, _ action: StepAction) -> Set<InterfaceAddress> {
            Set(
                phases[phase].compactMap { step in
                    guard case .address(let step) = step, step.action == action else { return nil }
                    return step.address
                })
        }
        let leaving = addresses(.disappearance, .remove)
        guard !observed.loneRoutes.isEmpty, !leaving.isEmpty else { return }
        let staying = addresses(.appearance, .add).union(observed.addresses.keys)
            .subtracting(leaving).filter { $0.prefix.address.family == .ipv4 }
        for (interface, count) in observed.loneRoutes.sorted(by: { $0.key < $1.key })
        where !staying.contains(where: { $0.interface == interface }) {
            notes.append(
                "with its last IPv4 address \(interface) loses \(count)"
                    + " \(count == 1 ? "route" : "routes"): give \(interface) an address of its own"
                    + " to keep them")
        }
    }

    /// The reason that a missing address can't be added now; nil: none, or it is on the host
    /// already.
    private func impediment(of address: InterfaceAddress, isThere: Bool) -> String? {
        if isThere { return nil }
        if observed.failures[.ipvs] != nil, desired.serves(address.prefix.address) {
            return "the IPVS table can't be read"
        }
        if desired.unserved.contains(address.prefix.address) {
            return "HAProxy does not listen on it yet"
        }
        guard (upcomingInterfaces ?? observed.interfaces).contains(address.interface) else {
            return "there is no such interface"
        }
        // An address that is nowhere on this host can be added to a silent interface; a moving one
        // waits.
        guard departing.contains(address.prefix.address) else { return nil }
        return observed.silentInterfaces[address.interface].map {
            "\(address.interface) \($0.rawValue)"
        }
    }

    private mutating func obstruct(_ address: InterfaceAddress, _ reason: String) {
        obstacles[address.prefix.address] = address
        if obstacle == nil { obstacle = address }
    }

    /// The reason to keep an address of ours that left the document; nil: none.
    private func reasonToKeep(_ address: InterfaceAddress) -> String? {
        let host = address.prefix.address
        if served[host] != nil { return nil }
        guard desired.carriesAddresses else { return nil }
        if let target = obstacles[host] {
            return observed.interfaces.contains(target.interface)
                ? "until it works on \(target.interface), its new place"
                : "until there is \(target.interface), its new place"
        }
        return obstacle.map { "until clients can reach \($0)" }
    }

    private mutating func keep(_ address: InterfaceAddress, _ reason: String) {
        notes.append("\(address) stays \(reason)")
        waiting.insert(.address(address))
    }

    private mutating func remove(_ address: InterfaceAddress) {
        // Neighbours must learn the new place before the old one is removed, also after a restart
        // in between.
        if let successor = served[address.prefix.address], present[successor.place] != nil {
            announce(successor)
        }
        let promotion = HostSetting.promotion(interface: address.interface)
        if observed.switchedOff.contains(promotion), observed.hasNeighbour(of: address),
            !phases[.disappearance].contains(.setting(.enable(promotion)))
        {
            phases.add(.setting(.enable(promotion)))
        }
        phases.add(.address(.remove(address)))
    }

    private mutating func announce(_ address: InterfaceAddress) {
        guard !observed.muteInterfaces.contains(address.interface) else {
            notes.append(
                "\(address) is not announced: \(address.interface) has no hardware address of 6"
                    + " bytes, so neighbours learn of it when their entries expire")
            return
        }
        guard announced.insert(address).inserted else { return }
        phases.add(.address(.announce(address)))
    }
}

extension Desired {
    /// The note that an election moves addresses, which a plan has and a status does not need; nil:
    /// none does.
    public var electionNote: String? {
        guard !elected.isEmpty else { return nil }
        return "the election adds and removes the virtual addresses: "
            + elected.sorted().map(\.description).joined(separator: ", ")
    }
}

extension Desired {
    /// Whether a service has this address, or a mark and its family.
    fileprivate func serves(_ address: IPAddress) -> Bool {
        services.keys.contains { key in
            key.endpoint.map { $0.address == address } ?? (key.family == address.family)
        }
    }
}

extension Observed {
    /// Whether the kernel would delete another address with this one: an IPv4 address of the same
    /// subnet and interface.
    ///
    /// Source: `net/ipv4/devinet.c`, `__inet_del_ifa`.
    fileprivate func hasNeighbour(of address: InterfaceAddress) -> Bool {
        let prefix = address.prefix
        guard prefix.address.family == .ipv4, prefix.length < 32 else { return false }
        return addresses.keys.contains {
            $0 != address && $0.interface == address.interface
                && $0.prefix.length == prefix.length && prefix.contains($0.prefix.address)
        }
    }
}

/// Leaving services that still have connections, by the addresses of these connections.
private struct AddressHolders {
    private var services: [IPAddress: ServiceKey] = [:]
    private var marks: [AddressFamily: ServiceKey] = [:]

    init(_ lingering: [ServiceKey]) {
        for key in lingering.reversed() {
            if let endpoint = key.endpoint {
                services[endpoint.address] = key
            } else {
                marks[key.family] = key
            }
        }
    }

    func holder(of address: InterfaceAddress) -> ServiceKey? {
        services[address.prefix.address] ?? marks[address.prefix.address.family]
    }
}
