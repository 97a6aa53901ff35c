import Addresses
import Model

/// The reasons why interfaces and members stay as they are.
extension NetworkPlanner {
    /// The reason why an interface, with everything on it, is not begun; nil: none.
    ///
    /// A bond or bridge without a member would take addresses and routes from interfaces that work.
    func reasonToWait(_ interface: NetworkInterface) -> String? {
        let members = interface.members
        guard wanted.manage == .all, !members.isEmpty, !hasMembers(interface.name) else {
            return nil
        }
        let present = members.filter(upcoming.contains)
        guard !present.isEmpty else {
            return "none of its members exists"
        }
        for member in present {
            if let reason = blocked[member] ?? reasonToStayOut(member, of: interface.name) {
                return "\(member) can't join it: \(reason)"
            }
        }
        return nil
    }

    /// Whether a bond or bridge has one of its members.
    func hasMembers(_ master: String) -> Bool {
        masters.contains { $0.value == master && found.links[$0.key]?.master == master }
    }

    /// The reason why an interface can't join a bond or bridge without an end to what other
    /// programs have on it; nil: it can.
    func reasonToStayOut(_ member: String, of master: String) -> String? {
        guard let link = found.links[member], link.master != master else { return nil }
        for name in [member, master] {
            guard let manager = found.links[name]?.manager else { continue }
            return "\(name) belongs to \(manager.rawValue): \(manager.handover(of: name))"
        }
        if let other = link.master, ledger.members[member] != other {
            return "it is in \(other), which another program uses; take it out with `ip link set"
                + " \(member) nomaster`"
        }
        let users = found.links.filter { $0.value.parent == member }.map(\.key).sorted()
        if let user = users.first(where: { name in
            !wanted.interfaces.contains { $0.name == name } && !found.isOurs(link: name, ledger)
        }) {
            return "\(user) on it belongs to another program; delete it, or put it on \(master)"
        }
        if let other = movingAddresses(of: member).first(where: { !isOwnOrMoving($0) }) {
            return "\(other.prefix) on it belongs to another program; remove it, or write it as"
                + " an address of the document"
        }
        if let route = found.others.map(\.route).first(where: {
            $0.interface == member && !isCovered($0)
        }) {
            return "the route \(route) belongs to another program; remove it, or write it in the"
                + " document"
        }
        return nil
    }

    /// Addresses that a member loses.
    func movingAddresses(of member: String) -> [InterfaceAddress] {
        found.addresses.keys.filter {
            $0.interface == member && !$0.prefix.address.isLinkLocal
        }.sorted()
    }

    /// Whether an address is Ballast's, or one that the document has on another interface.
    func isOwnOrMoving(_ address: InterfaceAddress) -> Bool {
        if found.isOurs(address, ledger) || carried.contains(address) { return true }
        return wanted.interfaces.contains { interface in
            interface.name != address.interface
                && interface.addresses.contains { $0.address == address.prefix.address }
        }
            || virtual.contains {
                $0.interface != address.interface && $0.prefix.address == address.prefix.address
            }
    }

    /// Whether the document has a route to the same destination, which takes the place of this one.
    func isCovered(_ route: NetworkRoute) -> Bool {
        destinations[route.table]?.contains(route.destination) ?? false
    }

    /// The object of another program that would end with an interface; nil: none.
    ///
    /// - Parameter spared: interfaces above it that are not in its way.
    func foreignUser(of name: String, sparing spared: Set<String>) -> String? {
        let address = found.addresses.keys.filter {
            $0.interface == name && !$0.prefix.address.isLinkLocal && !carried.contains($0)
                && !found.isOurs($0, ledger)
        }.min()
        if let address { return "\(address.prefix) on it" }
        let upper = found.links.filter {
            $0.value.parent == name && !spared.contains($0.key)
                && !found.isOurs(link: $0.key, ledger)
        }.keys.min()
        if let upper { return "\(upper) on it" }
        let member = found.links.filter {
            $0.value.master == name && ledger.members[$0.key] != name && masters[$0.key] != name
        }.keys.min()
        if let member { return "its member \(member)" }
        let route = found.others.map(\.route).first { $0.interface == name && !isCovered($0) }
        return route.map { "the route \($0)" }
    }

    /// Whether an interface has no carrier, or will have none after the steps.
    func lacksCarrier(_ name: String) -> Bool {
        if !fresh.contains(name), let link = found.links[name] { return !link.hasCarrier }
        guard let interface = wanted.interfaces.first(where: { $0.name == name }) else {
            return true
        }
        switch interface.kind {
        case .dummy: return false
        case .vlan(let vlan): return lacksCarrier(vlan.parent)
        case .bond, .bridge:
            return interface.members.allSatisfy { found.links[$0]?.hasCarrier != true }
        case nil: return true
        }
    }
}
