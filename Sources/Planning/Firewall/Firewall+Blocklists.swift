import Addresses
import Model

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
