import Addresses

extension NetworkInterface {
    /// The kind with its important settings: "bond active-backup of eth1, eth2".
    var summary: String {
        var words: String
        switch kind {
        case .bond(let bond):
            words = "bond \(bond.mode.word) of \(bond.members.joined(separator: ", "))"
        case .vlan(let vlan):
            words = "vlan \(vlan.id) of \(vlan.parent)" + (vlan.isProvider ? ", 802.1ad" : "")
        case .bridge(let members, _):
            words = members.isEmpty ? "bridge" : "bridge of \(members.joined(separator: ", "))"
        case .dummy: words = "dummy"
        case nil: words = "switched on"
        }
        if let mtu { words += ", mtu \(mtu)" }
        return words
    }

    /// The settings that differ from those of an interface, old value first; settings that the
    /// kernel can't change are not among them.
    public func changes(from link: NetworkLink) -> [String] {
        var changes: [String] = []
        if !link.isUp { changes.append("off -> on") }
        if let mtu, mtu != link.mtu { changes.append("mtu \(link.mtu) -> \(mtu)") }
        if case .bridge(_, let spanningTree) = kind, spanningTree != link.usesSpanningTree {
            changes.append("stp \(link.usesSpanningTree) -> \(spanningTree)")
        }
        guard case .bond(let bond) = kind, let found = link.bond else { return changes }
        for option in bond.differing(from: found) {
            changes.append(
                "\(option.rawValue) \(option.text(of: found[option])) -> "
                    + option.text(of: bond[option]))
        }
        if bond.primary != found.primary {
            changes.append("primary \(found.primary ?? "none") -> \(bond.primary ?? "none")")
        }
        if bond.hasOtherTargets(than: found) {
            let new = bond.arpTargets.map(\.description).joined(separator: " ")
            changes.append("arpTargets \(new.isEmpty ? "none" : new)")
        }
        return changes
    }

    /// The reason why the interface must be made again; nil: it need not be.
    public func reasonToRemake(_ link: NetworkLink) -> String? {
        guard let kind else { return nil }
        if link.kind != kind.name { return "it is \(link.kind ?? "a physical interface")" }
        switch kind {
        case .vlan(let vlan):
            guard let found = link.vlan, found != vlan else { return nil }
            return "it is vlan \(found.id) of \(found.parent)"
        case .bond(let bond):
            guard let found = link.bond else { return nil }
            if found.mode != bond.mode { return "its mode is \(found.mode.word)" }
            let fixed = BondOption.allCases.filter(\.isFixed).first {
                bond.has($0) && bond[$0] != found[$0]
            }
            return fixed.map { "\($0.rawValue) is \($0.text(of: found[$0]))" }
        case .bridge, .dummy: return nil
        }
    }
}

extension BondSettings {
    /// The options of the mode that the kernel can change and that differ.
    public func differing(from found: BondSettings) -> [BondOption] {
        BondOption.allCases.filter { !$0.isFixed && has($0) && self[$0] != found[$0] }
    }

    /// Whether the targets differ; without ARP monitoring they have no meaning.
    public func hasOtherTargets(than found: BondSettings) -> Bool {
        self[.arpInterval] > 0 && arpTargets != found.arpTargets
    }

    /// Whether the mode has an option.
    func has(_ option: BondOption) -> Bool { option.modes?.contains(mode) ?? true }
}
