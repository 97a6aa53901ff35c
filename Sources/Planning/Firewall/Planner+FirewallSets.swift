import Addresses
import Model

extension Planner {
    /// Plans the sets that the rules of a family need, before the rules.
    ///
    /// A file that is of no use keeps the set as it is; a set that does not exist is made empty, so
    /// that the rules can be loaded.
    mutating func planSets(of family: AddressFamily) {
        for set in desired.firewall?.sets ?? [] where set.family == family {
            let state = observed.firewallSets[set.name] ?? FirewallSetState()
            if let fault = state.fault {
                let effect =
                    state.count.map { "the \($0) networks of before stay" } ?? "it blocks nothing"
                notes.append("blocklist \(set.blocklist): \(set.path): \(fault); \(effect)")
            }
            guard let content = state.file ?? (state.count == nil ? FirewallSetContent.none : nil)
            else { continue }
            let loaded = observed.ledger.firewallSets[set.name]
            if state.count != content.count || loaded != content {
                phases.add(.firewall(.fill(set, content, from: state.count)))
            }
        }
    }

    /// Plans the removal of sets that no rule of the document needs, after the rules.
    mutating func planOldSets() {
        let wanted = Set((desired.firewall?.sets ?? []).map(\.name))
        for (name, state) in observed.firewallSets.sorted(by: { $0.key < $1.key }) {
            guard let count = state.count, !wanted.contains(name),
                observed.ledger.firewallSets[name] != nil
            else { continue }
            let family: AddressFamily = name.hasSuffix("-6") ? .ipv6 : .ipv4
            guard !waiting.contains(.firewall(family)) else { continue }
            phases.add(.firewall(.empty(name, family, count)))
        }
    }
}

extension Firewall {
    /// The sets of the blocklists, in order.
    var sets: [FirewallSet] {
        blocklists.flatMap { list in
            list.families.map { FirewallSet(list.name, $0, path: list.path ?? list.file) }
        }
    }

    /// Returns the rules that drop the packets of blocklists.
    func blocklistRules(_ family: AddressFamily) -> [FirewallRule] {
        blocklists.filter { $0.families.contains(family) }.map { list in
            var rule = FirewallRule(.drop, comment: "blocklist \(list.name)")
            rule.others = [
                "-m", "set", "--match-set", FirewallSet.name(of: list.name, family), "src",
            ]
            return rule
        }
    }
}
