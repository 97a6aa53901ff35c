import Addresses
import CNetlink
import Glibc
import Model

/// Interfaces of the node's own network.
extension AddressTable {
    /// Returns the interfaces by name, without the program that configures each.
    func networkLinks() throws(KernelRefusal) -> [String: NetworkLink] {
        try LinkDump(from: self, hasDetails: true).links
    }

    /// Makes an interface and switches it on.
    ///
    /// The module of bonds makes a `bond0` of its own when it is loaded: an unused one of the same
    /// kind is replaced.
    ///
    /// **Errors:** `EEXIST` for another interface of this name; `ENODEV` without the parent of a
    /// VLAN; `EOPNOTSUPP` without the kernel's module.
    func make(_ interface: NetworkInterface) throws(KernelRefusal) {
        do throws(KernelRefusal) {
            try create(interface)
        } catch {
            guard error.number == EEXIST else { throw error }
            let links = try networkLinks()
            guard let link = links[interface.name], link.kind == interface.kind?.name, !link.isUp,
                !links.values.contains(where: { $0.master == interface.name })
            else { throw error }
            try delete(interface.name)
            try create(interface)
        }
        do throws(KernelRefusal) {
            if KernelRelease.current.hasAlternativeNames { try mark(interface.name) }
            if let mtu = interface.fixedMTU { try set(mtu: mtu, of: interface.name) }
            try setUp(interface.name, true)
        } catch {
            // An interface that stays behind would have no entry in the ledger.
            try deleteIfPresent(interface.name)
            throw error
        }
    }

    /// Gives an interface the alternative name by which it is known as Ballast's.
    private func mark(_ name: String) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: name)
        try socket.request { sequence in
            begin(RTM_NEWLINKPROP, flags: NLM_F_CREATE | NLM_F_EXCL, sequence: sequence)
            socket.builder.append(header)
            socket.builder.nest(Int(IFLA_PROP_LIST)) {
                socket.builder.put(Int(IFLA_ALT_IFNAME), NetworkInterface.mark + name)
            }
        }
    }

    private func create(_ interface: NetworkInterface) throws(KernelRefusal) {
        guard let kind = interface.kind, interface.name.isKernelName(limit: 16) else {
            throw KernelRefusal(EINVAL)
        }
        var parent: Int32?
        if case .vlan(let vlan) = kind { parent = try Self.index(of: vlan.parent) }
        // The kernel remembers a primary member that joins later.
        let primary = primaryIndex(of: interface)
        try socket.request { sequence in
            begin(RTM_NEWLINK, flags: NLM_F_CREATE | NLM_F_EXCL, sequence: sequence)
            socket.builder.append(ifinfomsg())
            socket.builder.put(Int(IFLA_IFNAME), interface.name)
            if let parent { socket.builder.put(Int(IFLA_LINK), UInt32(bitPattern: parent)) }
            if let mtu = interface.firstMTU { socket.builder.put(Int(IFLA_MTU), UInt32(mtu)) }
            socket.builder.nest(Int(IFLA_LINKINFO)) {
                socket.builder.put(Int(IFLA_INFO_KIND), kind.name)
                socket.builder.nest(Int(IFLA_INFO_DATA)) {
                    putData(of: kind)
                    if primary > 0 {
                        socket.builder.put(
                            Int(IFLA_BOND_PRIMARY), UInt32(bitPattern: primary))
                    }
                }
            }
        }
    }

    private func set(mtu: Int, of name: String) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: name)
        try socket.request { sequence in
            begin(RTM_NEWLINK, sequence: sequence)
            socket.builder.append(header)
            socket.builder.put(Int(IFLA_MTU), UInt32(mtu))
        }
    }

    private func putData(of kind: NetworkInterface.Kind) {
        switch kind {
        case .bond(let bond):
            socket.builder.put(Int(IFLA_BOND_MODE), UInt8(bond.mode.rawValue))
            let options = BondOption.allCases.filter { option in
                // A bond is off at first, as the options that need it are set.
                option == .miimon || bond[option] != option.usual
            }
            socket.builder.put(options, of: bond)
            if !bond.arpTargets.isEmpty { socket.builder.put(targets: bond.arpTargets) }
        case .vlan(let vlan):
            // 802.1ad and 802.1Q, in network order.
            let tag: UInt16 = vlan.isProvider ? 0x88a8 : 0x8100
            socket.builder.put(Int(IFLA_VLAN_PROTOCOL), tag.bigEndian)
            socket.builder.put(Int(IFLA_VLAN_ID), vlan.id)
        case .bridge(_, let spanningTree):
            socket.builder.put(Int(IFLA_BR_STP_STATE), UInt32(spanningTree ? 1 : 0))
        case .dummy: break
        }
    }

    /// Changes the settings that differ, and switches the interface on.
    ///
    /// **Errors:** `ENODEV`; `EINVAL` for an MTU that the interface does not have.
    func configure(
        _ interface: NetworkInterface, from link: NetworkLink
    ) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: interface.name)
        let primary = primaryIndex(of: interface)
        try socket.request { sequence in
            begin(RTM_NEWLINK, sequence: sequence)
            socket.builder.append(header)
            if let mtu = interface.mtu, mtu != link.mtu {
                socket.builder.put(Int(IFLA_MTU), UInt32(mtu))
            }
            putChanges(of: interface, from: link, primary: primary)
        }
        if !link.isUp { try setUp(interface.name, true) }
    }

    private func putChanges(
        of interface: NetworkInterface, from link: NetworkLink, primary: Int32
    ) {
        guard let kind = interface.kind, interface.hasOtherData(than: link) else { return }
        socket.builder.nest(Int(IFLA_LINKINFO)) {
            socket.builder.put(Int(IFLA_INFO_KIND), kind.name)
            socket.builder.nest(Int(IFLA_INFO_DATA)) {
                switch kind {
                case .bond(let bond):
                    guard let found = link.bond else { return }
                    socket.builder.put(bond.differing(from: found), of: bond)
                    if bond.primary != found.primary {
                        socket.builder.put(
                            Int(IFLA_BOND_PRIMARY), UInt32(bitPattern: primary))
                    }
                    if bond.hasOtherTargets(than: found) {
                        socket.builder.put(targets: bond.arpTargets)
                    }
                case .bridge(_, let spanningTree):
                    socket.builder.put(Int(IFLA_BR_STP_STATE), UInt32(spanningTree ? 1 : 0))
                case .vlan, .dummy: break
                }
            }
        }
    }

    /// The number of the primary member; 0: none, or one that is missing, which gets a note.
    private func primaryIndex(of interface: NetworkInterface) -> Int32 {
        guard case .bond(let bond) = interface.kind, let primary = bond.primary,
            primary.isKernelName(limit: 16)
        else { return 0 }
        return Int32(clamping: if_nametoindex(primary))
    }

    /// Deletes an interface, if there is one.
    func deleteIfPresent(_ name: String) throws(KernelRefusal) {
        do throws(KernelRefusal) {
            try delete(name)
        } catch {
            guard error.number == ENODEV else { throw error }
        }
    }

    /// Puts an interface into a bond or bridge, and switches it on.
    ///
    /// A bond accepts a member only while that is off, and a bridge at any time. The first try is
    /// made while the member works, so that one that is in use stays as it is. The routes of a
    /// member that is refused afterwards are added again.
    ///
    /// **Errors:** `EBUSY` for a member that a macvlan or another bridge uses; `EINVAL`.
    func attach(_ member: String, to master: String) throws(KernelRefusal) {
        let index = try Self.index(of: master)
        do throws(KernelRefusal) {
            try setMaster(of: member, index)
        } catch {
            guard error.number == EPERM else { throw error }
            let routes = try routes(on: member)
            try setUp(member, false)
            do throws(KernelRefusal) {
                try setMaster(of: member, index)
            } catch {
                try setUp(member, true)
                restore(routes)
                throw error
            }
        }
        try setUp(member, true)
    }

    /// Removes an address, if the interface has it.
    func removeIfPresent(_ address: InterfaceAddress) throws(KernelRefusal) {
        do throws(KernelRefusal) {
            try remove(address)
        } catch {
            guard error.number == EADDRNOTAVAIL else { throw error }
        }
    }

    /// Removes a member from its bond or bridge.
    ///
    /// A bond switches it off, which ends its routes: it is switched on, and has them again.
    func detach(_ member: String) throws(KernelRefusal) {
        let routes = try routes(on: member)
        try setMaster(of: member, 0)
        try setUp(member, true)
        restore(routes)
    }

    private func setMaster(of member: String, _ master: Int32) throws(KernelRefusal) {
        var header = ifinfomsg()
        header.ifi_index = try Self.index(of: member)
        try socket.request { sequence in
            begin(RTM_NEWLINK, sequence: sequence)
            socket.builder.append(header)
            socket.builder.put(Int(IFLA_MASTER), UInt32(bitPattern: master))
        }
    }
}

extension NetworkInterface {
    /// The MTU that a bridge keeps when members join: one that is changed after it was made.
    ///
    /// Source: `net/bridge/br_device.c`, `BROPT_MTU_SET_BY_USER`.
    fileprivate var fixedMTU: Int? {
        if case .bridge = kind { mtu } else { nil }
    }

    /// The MTU with which the interface is made.
    fileprivate var firstMTU: Int? {
        guard let mtu = fixedMTU else { return self.mtu }
        return mtu > 68 ? mtu - 1 : mtu + 1
    }

    /// Whether settings of its kind differ: the kernel refuses some kinds without any.
    fileprivate func hasOtherData(than link: NetworkLink) -> Bool {
        switch kind {
        case .bond(let bond):
            guard let found = link.bond else { return false }
            return !bond.differing(from: found).isEmpty || bond.primary != found.primary
                || bond.hasOtherTargets(than: found)
        case .bridge(_, let spanningTree): return spanningTree != link.usesSpanningTree
        case .vlan, .dummy, nil: return false
        }
    }
}
