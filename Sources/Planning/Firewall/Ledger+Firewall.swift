import Model

extension Ledger {
    /// Removes the families without rules of Ballast, and the sets that are not there.
    mutating func pruneFirewall(observed: Observed, desired: Desired) {
        let isRead =
            observed.failures[.firewall] == nil
            && observed.firewallSupport?.unreadable.isEmpty != false
        // Rules that were loaded before are as wanted: no step has entered them.
        if isFirewallUnknown || desired.firewall != nil {
            firewall.formUnion(observed.firewall.keys)
        }
        if isRead { isFirewallUnknown = false }
        firewall = firewall.filter {
            observed.firewall[$0] != nil || observed.firewallSupport?.strays[$0] != nil
        }
        firewallSets = firewallSets.filter { observed.firewallSets[$0.key]?.count != nil }
    }
}
