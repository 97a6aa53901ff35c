import Addresses
import Model

extension NetworkPlanner {
    /// Plans interfaces and their members.
    mutating func planLinks() {
        let masters = wanted.masters
        for interface in wanted.orderedInterfaces {
            plan(interface)
            for member in interface.members where masters[member] == interface.name {
                planMember(member, of: interface.name)
            }
        }
    }

    private mutating func plan(_ interface: NetworkInterface) {
        let name = interface.name
        let subject = NetworkSubject.link(name)
        guard let link = found.links[name], upcoming.contains(name) else {
            make(interface)
            return
        }
        if let reason = interface.reasonToRemake(link) {
            guard wanted.manage != .addresses else {
                leave(subject, "\(name) differs, and `manage: addresses` keeps it: \(reason)")
                return
            }
            if isManaged(name, subject) { return }
            guard ledger.links.contains(name) else {
                leave(
                    subject,
                    "\(name) belongs to another program: \(reason); delete it or choose another"
                        + " name")
                return
            }
            remake(interface, reason)
            return
        }
        // A member is switched on when it has been put into its bond.
        let isAwaited = wanted.masters[name].map { link.master != $0 } ?? false
        let changes = interface.changes(from: link).filter { !isAwaited || $0 != "off -> on" }
        guard !changes.isEmpty else { return }
        guard wanted.manage != .addresses else {
            leave(
                subject,
                "\(name) differs, and `manage: addresses` keeps it: "
                    + changes.joined(separator: ", "))
            return
        }
        if isManaged(name, subject) { return }
        add(.configure(interface, from: link))
    }

    private mutating func make(_ interface: NetworkInterface) {
        let name = interface.name
        let subject = NetworkSubject.link(name)
        guard interface.kind != nil else {
            leave(subject, "there is no interface \(name)")
            return
        }
        guard wanted.manage != .addresses else {
            leave(subject, "there is no interface \(name), and `manage: addresses` makes none")
            return
        }
        if case .vlan(let vlan) = interface.kind, !upcoming.contains(vlan.parent) {
            leave(subject, "\(name) has to wait: there is no interface \(vlan.parent)")
            return
        }
        add(.make(interface))
        upcoming.insert(name)
        fresh.insert(name)
    }

    /// Plans an interface anew, and those of Ballast above it, which are deleted with it.
    private mutating func remake(_ interface: NetworkInterface, _ reason: String) {
        add(.remake(interface, because: reason))
        fresh.insert(interface.name)
        let above = found.links.filter { $0.value.vlan?.parent == interface.name }.map(\.key)
        upcoming.subtract(above)
        for name in above.sorted() where !wanted.interfaces.contains(where: { $0.name == name }) {
            leave(.link(name), "\(name) is deleted together with \(interface.name)")
        }
    }

    private mutating func planMember(_ member: String, of master: String) {
        let subject = NetworkSubject.member(member)
        guard upcoming.contains(master) else { return }
        guard upcoming.contains(member) else {
            leave(subject, "\(member) is not in \(master): there is no interface \(member)")
            return
        }
        let link = found.links[member]
        if link?.master == master, !fresh.contains(master), !fresh.contains(member) { return }
        guard wanted.manage != .addresses else {
            leave(
                subject, "\(member) is not in \(master), and `manage: addresses` keeps it so")
            return
        }
        if isManaged(member, subject) || isManaged(master, subject) { return }
        let addresses = found.addresses.keys.filter {
            $0.interface == member && !$0.prefix.address.isLinkLocal
        }.sorted()
        let moving = addresses.filter { isMoving($0) || found.isOurs($0, ledger) }
        if let other = addresses.first(where: { !moving.contains($0) }) {
            leave(
                subject,
                "\(member) is not in \(master): \(other.prefix) on it belongs to another program;"
                    + " remove it, or write it as an address of the document")
            return
        }
        moved.formUnion(moving)
        emptied.insert(member)
        // The addresses are on the new interface before the member joins it.
        let targets = moving.filter { address in
            wanted.interfaces.contains {
                $0.name == master && $0.addresses.contains(address.prefix)
            }
        }
        let change = NetworkChange.attach(member, to: master, moving: moving)
        let step = NetworkStep(change, cutsSession: cuts(change) && targets.isEmpty)
        if moving.isEmpty { add(change) } else { moves.append(step) }
    }

    /// Whether the document has the address on another interface.
    private func isMoving(_ address: InterfaceAddress) -> Bool {
        wanted.interfaces.contains { interface in
            interface.name != address.interface
                && interface.addresses.contains { $0.address == address.prefix.address }
        }
            || virtual.contains {
                $0.interface != address.interface && $0.prefix.address == address.prefix.address
            }
    }

    /// Plans the end of interfaces and members that are no longer wanted.
    mutating func planOldLinks() {
        guard wanted.manage != .addresses else { return }
        let masters = wanted.masters
        for (member, master) in ledger.members.sorted(by: { $0.key < $1.key })
        where masters[member] == nil && found.links[member]?.master == master {
            remove(.detach(member, from: master))
        }
        let kept = Set(wanted.orderedInterfaces.map(\.name))
        let old = ledger.links.filter { !kept.contains($0) && found.links[$0] != nil }
        // VLANs before the interfaces below them.
        let ordered = old.sorted { left, right in
            let isAbove = found.links[left]?.vlan?.parent == right
            let isBelow = found.links[right]?.vlan?.parent == left
            return isAbove != isBelow ? isAbove : left < right
        }
        for name in ordered {
            let users = found.addresses.keys.filter { address in
                address.interface == name && !address.prefix.address.isLinkLocal
                    && !found.isOurs(address, ledger)
            }
            guard let user = users.min() else {
                remove(.delete(name))
                continue
            }
            leave(.link(name), "\(name) stays: \(user.prefix) on it belongs to another program")
        }
    }

    mutating func remove(_ change: NetworkChange) {
        removals.append(NetworkStep(change, cutsSession: cuts(change)))
    }
}
