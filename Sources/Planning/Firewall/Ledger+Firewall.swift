import Model

extension Ledger {
    /// Removes the families without rules of Ballast, and the sets that are not there.
    mutating func pruneFirewall(observed: Observed) {
        firewall = firewall.filter {
            observed.firewall[$0] != nil || observed.firewallSupport?.strays[$0] != nil
        }
        firewallSets = firewallSets.filter { observed.firewallSets[$0.key]?.count != nil }
    }
}
