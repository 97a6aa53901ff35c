import Addresses
import Model
import Planning

extension StatusReport {
    /// Returns the wanted firewall rules and those on the host; families without either are
    /// omitted.
    func firewall() -> [FirewallStatus] {
        let failure = observed.failures[.firewall]
        return AddressFamily.allCases.compactMap { family in
            let want = desired.wantedRules(of: family, at: observed)
            let got = observed.firewall[family]
            guard want != nil || got != nil && observed.ledger.firewall.contains(family) else {
                return nil
            }
            return FirewallStatus(
                family, want: want, got: got, in: observed.firewallSupport?.backend,
                fault: failure?.description)
        }
    }

    /// The blocklists whose files are of no use, a sentence each.
    var uselessBlocklists: [String] {
        (desired.firewall?.sets ?? []).compactMap { set in
            observed.firewallSets[set.name]?.fault.map {
                "blocklist \(set.blocklist), \(set.family.rawValue): \($0)"
            }
        }
    }
}
