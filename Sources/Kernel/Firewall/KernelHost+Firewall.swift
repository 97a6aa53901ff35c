import Addresses
import Model

extension KernelHost {
    /// Reads Ballast's rules and sets.
    func observeFirewall(into observed: inout Observed) throws(HostFailure) {
        try firewall.observe(into: &observed)
        sets.wanted = firewallSets ?? []
        sets.isNeeded = firewallSets != nil
        try sets.observe(into: &observed)
    }

    /// Loads or removes rules, or fills or removes a set.
    func apply(_ step: FirewallStep) -> Outcome.Result {
        do throws(HostFailure) {
            switch step {
            case .fill(let set, let content, _):
                try sets.fill(set, content, step.operation)
            case .empty(let name, _, _): try sets.destroy(name, step.operation)
            case .load, .narrow, .remove, .clear: try firewall.load(step)
            }
            return .done
        } catch {
            return .failed(error)
        }
    }

    /// Returns all firewall rules of a family, those of other programs too; nil: this host has no
    /// iptables.
    ///
    /// **Errors:** the program fails.
    public func firewallTables(_ family: AddressFamily) throws -> FirewallTables? {
        try firewall.tables(of: family)
    }

    /// Returns the rules that the host's iptables refuses, without loading them.
    public func firewallRefusals(of rules: FirewallRuleset) -> [FirewallRefusal] {
        var programs = firewall
        return programs.refusals(of: rules)
    }
}
