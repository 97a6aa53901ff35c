import Addresses
import Model

extension NetworkPlanner {
    /// Plans the addresses of the node.
    mutating func planAddresses() {
        var wishes: Set<InterfaceAddress> = []
        for interface in wanted.interfaces {
            for prefix in interface.addresses {
                let address = InterfaceAddress(interface: interface.name, prefix: prefix)
                guard wishes.insert(address).inserted else { continue }
                plan(address)
            }
        }
        let old = found.addresses.keys.filter {
            found.isOurs($0, ledger) && !wishes.contains($0) && !moved.contains($0)
                && !fresh.contains($0.interface) && !replaced.contains($0)
        }
        for address in old.sorted() {
            if let reason = reasonToKeep(address, wishes) {
                leave(.address(address), "\(address) stays: \(reason)")
            } else {
                remove(.removeAddress(address))
            }
        }
        noteAdopted(beside: wishes)
    }

    /// Notes what another program has on an interface that gets an address: an edit that replaces
    /// an address which was there before Ballast leaves the old one, and its default route.
    ///
    /// Only IPv4, because the kernel makes IPv6 addresses by itself from router advertisements.
    private mutating func noteAdopted(beside wishes: Set<InterfaceAddress>) {
        let growing = steps.compactMap { step -> String? in
            guard case .addAddress(let address) = step.change,
                address.prefix.address.family == .ipv4
            else { return nil }
            return address.interface
        }
        guard !growing.isEmpty else { return }
        func isGrowing(_ name: String?) -> Bool {
            guard let name, !fresh.contains(name), !emptied.contains(name) else { return false }
            return growing.contains(name) && found.links[name]?.manager == nil
        }
        let places = Set(wishes.map(\.prefix.address))
        for address in found.addresses.keys.sorted()
        where address.prefix.address.family == .ipv4 && isGrowing(address.interface) {
            guard !found.isOurs(address, ledger), !carried.contains(address),
                !address.prefix.address.isLinkLocal, !places.contains(address.prefix.address)
            else { continue }
            mention(
                "\(address) stays, as another program has added it: `ip addr del"
                    + " \(address.prefix) dev \(address.interface)` removes it")
        }
        for route in found.others.map(\.route).sorted(by: { $0.key < $1.key })
        where route.destination.length == 0 && route.destination.address.family == .ipv4 {
            guard isGrowing(route.interface), !isCovered(route) else { continue }
            mention("the route \(route) stays, as another program has added it")
        }
    }

    /// The reason why the removal of an address would end the reachability of the host, or routes
    /// of other programs; nil: none.
    private func reasonToKeep(
        _ address: InterfaceAddress, _ wishes: Set<InterfaceAddress>
    ) -> String? {
        let name = address.interface
        let rest = found.addresses.keys.filter { $0.interface == name && $0 != address }
        let user = found.others.map(\.route).first { route in
            guard route.interface == name, let gateway = route.gateway,
                address.prefix.contains(gateway), !isCovered(route)
            else { return false }
            return !rest.contains { $0.prefix.contains(gateway) }
        }
        if let user { return "the route \(user) of another program needs it; remove that route" }
        let family = address.prefix.address.family
        guard !lacksCarrier(name) else { return nil }
        if let place = wishes.first(where: {
            $0.prefix.address == address.prefix.address && lacksCarrier($0.interface)
        }) {
            return "\(place.interface), its new place, has no carrier"
        }
        let successors = wishes.filter { $0.prefix.address.family == family }
        guard !successors.isEmpty, successors.allSatisfy({ lacksCarrier($0.interface) }) else {
            return nil
        }
        return "no interface of the document's \(family.rawValue) addresses has a carrier"
    }

    private mutating func plan(_ address: InterfaceAddress) {
        let isThere = found.addresses[address] != nil && !fresh.contains(address.interface)
        if isThere, !moved.contains(address) {
            planMending(of: address)
            return
        }
        let subject = NetworkSubject.address(address)
        guard exists(address.interface, for: subject), !isManaged(address.interface, subject)
        else { return }
        // The kernel has an IPv6 address once on an interface, with any length.
        for other in present[address.place] ?? []
        where address.prefix.address.family == .ipv6 && !fresh.contains(address.interface)
            && !moved.contains(other)
        {
            guard found.isOurs(other, ledger) else {
                leave(
                    subject, "\(other) belongs to another program: \(address) has to wait",
                    keeps: true)
                return
            }
            replaced.insert(other)
            add(.mendAddress(address, because: .length(other.prefix)))
            return
        }
        add(.addAddress(address))
    }

    /// Plans the repair of an address that is there and is of no full use.
    private mutating func planMending(of address: InterfaceAddress) {
        let subject = NetworkSubject.address(address)
        let isOurs = found.isOurs(address, ledger)
        let isLeft = found.links[address.interface]?.manager != nil
        switch found.conditions[address] {
        case .checking, nil: return
        case .duplicate(let isDue):
            leave(
                subject,
                "another host has \(address.prefix.address), so that \(address.interface) does not"
                    + " use it: remove it there, or write another one", keeps: true)
            if isDue, isOurs, !isLeft { add(.mendAddress(address, because: .duplicate)) }
        case .altered:
            if isOurs, !isLeft { add(.mendAddress(address, because: .altered)) }
        case .routeless:
            // A step that switches the interface on, or empties it, has the same effect.
            guard isOurs, !isLeft, found.links[address.interface]?.isUp == true,
                !emptied.contains(address.interface)
            else { return }
            add(.mendAddress(address, because: .routeless))
        }
    }
}
