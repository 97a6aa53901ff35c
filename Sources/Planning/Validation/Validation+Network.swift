import Addresses
import Model

extension Validation {
    /// Checks the networks of the nodes.
    mutating func checkNetworks() {
        for (index, node) in (spec.cluster?.nodes ?? []).enumerated() {
            guard let network = node.network else { continue }
            let path = DocumentPath([.key("cluster"), .key("nodes")]).index(index)
                .key("network")
            checkInterfaces(of: network, at: path.key("interfaces"))
            checkLayers(of: network, at: path.key("interfaces"))
            checkAddresses(of: network, at: path.key("interfaces"))
            checkRoutes(of: network, at: path)
            checkWays(of: network, at: path)
            checkNames(of: network, node, at: path)
        }
    }

    private mutating func checkInterfaces(of network: NodeNetwork, at path: DocumentPath) {
        var masters: [String: String] = [:]
        let kinds = Dictionary(
            network.interfaces.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, interface) in network.interfaces.enumerated() {
            let place = path.index(index)
            if let kind = interface.kind {
                if network.manage == .addresses {
                    error(
                        .unmanagedLink, at: place.key(kind.name),
                        "`manage: addresses` makes no interfaces, and \(interface.name) is a"
                            + " \(kind.name)",
                        hint: "write `manage: all`, or remove \"\(kind.name)\" if another program"
                            + " makes it")
                }
                checkSettings(of: interface, kind, at: place.key(kind.name))
            }
            for member in interface.members {
                checkMember(member, of: interface, kinds, &masters, at: place)
            }
            if contains(interface.name, from: interface.lower, kinds) {
                error(
                    .networkInterface, at: place.key("name"),
                    "\(interface.name) consists of itself, through"
                        + " \(interface.lower.joined(separator: ", "))",
                    hint: "name the interfaces below it")
            }
        }
    }

    private mutating func checkMember(
        _ member: String, of interface: NetworkInterface, _ kinds: [String: NetworkInterface],
        _ masters: inout [String: String], at place: DocumentPath
    ) {
        let key = place.key(interface.kind?.name ?? "").key("members")
        if let other = masters.updateValue(interface.name, forKey: member) {
            error(
                .networkInterface, at: key,
                other == interface.name
                    ? "\(member) is a member of \(interface.name) twice"
                    : "\(member) is a member of \(other) already",
                hint: "keep one of them")
        }
        if !member.isInterfaceName {
            error(
                .networkInterface, at: key, "\"\(member)\" is no name of an interface",
                hint: "a name has at most 15 bytes, none of them white space or /")
        }
        guard let own = kinds[member], !own.addresses.isEmpty || !own.gateways.isEmpty else {
            return
        }
        error(
            .networkInterface, at: key,
            "\(member) has addresses of its own, which a member does not use",
            hint: "move them to \(interface.name)")
    }

    /// Whether an interface is among those below others.
    private func contains(
        _ name: String, from lower: [String], _ kinds: [String: NetworkInterface]
    ) -> Bool {
        var seen: Set<String> = []
        var rest = lower
        while let next = rest.popLast() {
            if next == name { return true }
            if seen.insert(next).inserted { rest += kinds[next]?.lower ?? [] }
        }
        return false
    }

    private mutating func checkSettings(
        of interface: NetworkInterface, _ kind: NetworkInterface.Kind, at place: DocumentPath
    ) {
        guard case .bond(let bond) = kind else { return }
        if bond.members.isEmpty {
            error(
                .bondOption, at: place.key("members"), "\(interface.name) has no members",
                hint: "name at least two interfaces")
        }
        for option in BondOption.allCases where bond.options[option] != nil {
            guard let modes = option.modes, !modes.contains(bond.mode) else { continue }
            let words = BondSettings.Mode.allCases.filter(modes.contains).map(\.word)
            error(
                .bondOption, at: place.key(option.rawValue),
                "\"\(option.rawValue)\" has no meaning in mode \(bond.mode.word)",
                hint: "it belongs to \(words.joined(separator: ", "))")
        }
        checkMonitoring(by: bond, of: interface, at: place)
        guard let primary = bond.primary else { return }
        if ![.activeBackup, .balanceTLB, .balanceALB].contains(bond.mode) {
            error(
                .bondOption, at: place.key("primary"),
                "\"primary\" has no meaning in mode \(bond.mode.word)",
                hint: "it belongs to active-backup, balance-tlb, balance-alb")
        } else if !bond.members.contains(primary) {
            error(
                .bondOption, at: place.key("primary"),
                "\(primary) is no member of \(interface.name)",
                hint: "its members are: \(bond.members.joined(separator: ", "))")
        }
    }

    private mutating func checkMonitoring(
        by bond: BondSettings, of interface: NetworkInterface, at place: DocumentPath
    ) {
        let (carrier, arp) = (bond[.miimon], bond[.arpInterval])
        if carrier > 0, arp > 0 {
            error(
                .bondOption, at: place.key("arpInterval"),
                "\(interface.name) has either miimon or arpInterval, not both",
                hint: "remove miimon")
        } else if carrier == 0, arp == 0 {
            error(
                .bondOption, at: place.key("miimon"),
                "\(interface.name) would never notice the loss of a member",
                hint: "write `miimon: 100ms`, or arpInterval with arpTargets")
        }
        if (arp > 0) != !bond.arpTargets.isEmpty {
            error(
                .bondOption, at: place.key(arp > 0 ? "arpInterval" : "arpTargets"),
                arp > 0 ? "arpInterval needs arpTargets" : "arpTargets needs arpInterval",
                hint: "give both, or miimon instead")
        }
        if arp == 0, bond[.arpValidate] != BondOption.arpValidate.usual {
            error(
                .bondOption, at: place.key("arpValidate"),
                "arpValidate needs arpInterval, and \(interface.name) has miimon",
                hint: "write arpInterval and arpTargets, or remove arpValidate")
        }
        if bond.arpTargets.count > 16 {
            error(
                .bondOption, at: place.key("arpTargets"),
                "a bond has at most 16 targets; these are \(bond.arpTargets.count)",
                hint: "keep some of them")
        }
        for option in [BondOption.upDelay, .downDelay] where bond[option] > 0 {
            guard carrier == 0 || bond[option] % carrier != 0 else { continue }
            error(
                .bondOption, at: place.key(option.rawValue),
                "\"\(option.rawValue)\" is no multiple of miimon (\(carrier)ms)",
                hint: "the kernel counts in looks: write a multiple")
        }
    }
}

extension String {
    /// Whether the kernel accepts an interface of this name.
    ///
    /// Source: `net/core/dev.c`, `dev_valid_name`.
    fileprivate var isInterfaceName: Bool {
        (1...15).contains(utf8.count) && self != "." && self != ".."
            && utf8.allSatisfy { $0 > 0x20 && $0 != 0x2f && $0 != 0x3a && $0 != 0x7f }
    }
}
