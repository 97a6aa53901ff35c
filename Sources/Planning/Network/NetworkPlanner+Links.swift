import Addresses
import Model

extension NetworkPlanner {
    /// Plans interfaces and their members.
    mutating func planLinks() {
        for interface in interfaces {
            if case .vlan(let vlan)? = interface.kind, let reason = blocked[vlan.parent] {
                blocked[interface.name] = reason
                leave(
                    .link(interface.name), "\(interface.name) has to wait for \(vlan.parent)",
                    keeps: true)
                continue
            }
            if let reason = reasonToWait(interface) {
                blocked[interface.name] = reason
                leave(
                    .link(interface.name), "\(interface.name) has to wait: \(reason)",
                    keeps: true)
                continue
            }
            plan(limited(interface))
            noteSilence(of: interface)
            for member in interface.members where masters[member] == interface.name {
                planMember(member, of: interface.name)
            }
        }
    }

    /// Returns an interface without an MTU that the kernel refuses: a VLAN's is at most that of
    /// the interface below it.
    ///
    /// The VLAN works with the smaller one, so that its addresses do not wait for it.
    ///
    /// Source: `net/8021q/vlan_netlink.c`, `vlan_newlink`, and `vlan_dev.c`, `vlan_dev_change_mtu`.
    private mutating func limited(_ interface: NetworkInterface) -> NetworkInterface {
        guard case .vlan(let vlan)? = interface.kind, let mtu = interface.mtu,
            let limit = upcomingMTU(of: vlan.parent), mtu > limit, wanted.manage == .all
        else { return interface }
        leave(
            .link(interface.name),
            "\(interface.name) can't have an MTU of \(mtu): \(vlan.parent) below it has \(limit);"
                + " write `mtu: \(mtu)` at \(vlan.parent)")
        var interface = interface
        interface.mtu = nil
        return interface
    }

    /// The MTU of an interface after the steps; nil: unknown.
    private func upcomingMTU(of name: String) -> Int? {
        // The parents of VLANs have been planned.
        let interface = wanted.interfaces.first { $0.name == name }
        let link = fresh.contains(name) ? nil : found.links[name]
        guard case .vlan(let vlan)? = interface?.kind else {
            // The kernel's own for the interfaces that Ballast makes.
            return interface?.mtu ?? link?.mtu ?? (interface?.kind == nil ? nil : 1_500)
        }
        let below = upcomingMTU(of: vlan.parent)
        guard let own = interface?.mtu ?? link?.mtu else { return below }
        return below.map { min($0, own) } ?? own
    }

    /// Notes a bond that carries no packets.
    ///
    /// A bond works with one member fewer.
    private mutating func noteSilence(of interface: NetworkInterface) {
        let name = interface.name
        guard case .bond(let bond)? = interface.kind, !fresh.contains(name),
            let link = found.links[name], link.isUp, !link.hasCarrier, hasMembers(name)
        else { return }
        let working = bond.members.filter { found.links[$0]?.hasCarrier == true }
        if working.isEmpty {
            mention("\(name) has no carrier: none of its members has one")
        } else {
            let isLACP = bond.mode == .ieee8023AD
            mention(
                "\(name) has no carrier"
                    + (isLACP
                        ? ": no switch answers LACP at \(working.joined(separator: ", "))" : ""))
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
            guard found.isOurs(link: name, ledger) else {
                leave(
                    subject,
                    "\(name) belongs to another program: \(reason); delete it or choose another"
                        + " name")
                return
            }
            if let user = foreignUser(of: name, sparing: Set(wanted.interfaces.map(\.name))) {
                leave(
                    subject,
                    "\(name) can't be made again (\(reason)): \(user) belongs to another program;"
                        + " remove it, or write it in the document")
                return
            }
            remake(interface, reason)
            return
        }
        // A member is switched on when it has been put into its bond.
        let isAwaited = masters[name].map { link.master != $0 } ?? false
        var interface = interface
        // A primary member that is missing, or kept out, can't be set.
        if case .bond(var bond)? = interface.kind, let primary = bond.primary,
            !upcoming.contains(primary) || reasonToStayOut(primary, of: name) != nil
        {
            bond.primary = link.bond?.primary
            interface.kind = .bond(bond)
        }
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
            let isKnown = waiting.contains(.link(vlan.parent))
            leave(
                subject,
                "\(name) has to wait"
                    + (isKnown ? " for \(vlan.parent)" : ": there is no interface \(vlan.parent)"))
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
            mention("\(name) is deleted together with \(interface.name)")
        }
        for address in carried.filter({ $0.interface == interface.name }).sorted()
        where found.addresses[address] != nil {
            mention("\(address) is lost for a moment, as \(interface.name) is made again")
        }
    }

    /// Notes a member that loses frames of its bridge.
    private mutating func noteSmallMTU(of member: String, in master: String) {
        guard let bridge = interfaces.first(where: { $0.name == master }),
            case .bridge = bridge.kind, let mtu = bridge.mtu,
            interfaces.first(where: { $0.name == member })?.mtu == nil,
            let own = found.links[member]?.mtu, own < mtu
        else { return }
        mention(
            "\(member) has an MTU of \(own), so that larger frames of \(master) are lost on it:"
                + " write `mtu: \(mtu)` at \(member)")
    }

    private mutating func planMember(_ member: String, of master: String) {
        let subject = NetworkSubject.member(member)
        guard upcoming.contains(master) else { return }
        guard upcoming.contains(member) else {
            leave(subject, "\(member) is not in \(master): there is no interface \(member)")
            return
        }
        let link = found.links[member]
        if link?.master == master, !fresh.contains(master), !fresh.contains(member) {
            noteSmallMTU(of: member, in: master)
            return
        }
        guard wanted.manage != .addresses else {
            leave(
                subject, "\(member) is not in \(master), and `manage: addresses` keeps it so")
            return
        }
        if let reason = reasonToStayOut(member, of: master) {
            leave(subject, "\(member) is not in \(master): \(reason)")
            return
        }
        noteSmallMTU(of: member, in: master)
        let moving = movingAddresses(of: member).filter(isOwnOrMoving)
        moved.formUnion(moving)
        emptied.insert(member)
        var displaced = FormerNetwork()
        displaced.addresses = Set(moving.filter { !found.isOurs($0, ledger) })
        for route in found.others where route.route.interface == member {
            displaced.add(route.route)
        }
        let change = NetworkChange.attach(member, to: master, moving: moving)
        if moving.isEmpty {
            add(change, displaced: displaced)
            if conditions[master] == nil, !hasMembers(master) { conditions[master] = [member] }
        } else {
            moves.append(NetworkStep(change, displaced: displaced))
            conditions[master] =
                moves.compactMap { step in
                    guard case .attach(let name, master, _) = step.change else { return nil }
                    return name
                }
        }
    }
}
