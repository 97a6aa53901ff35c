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

    /// The number of programs that looks have started.
    public var startedPrograms: Int { firewall.started + sets.started }

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
    public func firewallSurvey(_ family: AddressFamily) throws -> FirewallSurvey? {
        try firewall.survey(family)
    }

    /// Returns whether an address is in each of these sets of the kernel.
    public func membership(of address: IPAddress, in sets: [String]) -> [String: Bool] {
        self.sets.membership(of: address, in: sets)
    }

    /// Returns the rules that the host's iptables refuses, without loading them.
    public func firewallRefusals(of rules: FirewallRuleset) -> [FirewallRefusal] {
        var programs = firewall
        return programs.refusals(of: rules)
    }
}
