import Addresses
import Model

extension Planner {
    /// Plans the load of rules that new objects need, and the removal of all rules where the
    /// document has none.
    ///
    /// Rules that fail their proof are not loaded: the former ones stay.
    mutating func planFirewall() {
        guard observed.scope.covers(.firewall) else { return }
        // Rules that may only be there from an earlier run need no variant.
        let isNeeded = desired.firewall != nil || !observed.ledger.firewall.isEmpty
        if isNeeded { notes += observed.firewallSupport?.notes ?? [] }
        noteStrictInterfaces()
        for family in firewallFamilies {
            guard observed.firewallSupport?.unreadable.contains(family) != true else {
                waiting.insert(.firewall(family))
                continue
            }
            let found = observed.firewall[family]
            planSets(of: family)
            if let wanted = wantedRules(family, leaving: desired.firewall?.leaving ?? []) {
                planLoad(of: wanted, over: found)
            } else {
                planRemoval(of: found)
            }
            planClearing(of: family)
        }
        planOldSets()
    }

    /// The families that the kernel has.
    private var firewallFamilies: [AddressFamily] {
        AddressFamily.allCases.filter { observed.firewallSupport?.absent.contains($0) != true }
    }

    private mutating func planLoad(of wanted: FirewallRuleset, over found: FirewallRuleset?) {
        let family = wanted.family
        if let doubts = desired.firewall?.doubts(about: wanted), let doubt = doubts.first {
            notes.append("firewall \(family.rawValue): \(doubt)\(Self.more(than: doubts))")
        }
        guard wanted != found else { return }
        let faults = desired.firewall?.faults(in: wanted) ?? []
        if let fault = faults.first {
            notes.append(
                "the rules of the firewall \(family.rawValue) are wrong: \(fault)"
                    + Self.more(than: faults))
            waiting.insert(.firewall(family))
            return
        }
        phases.add(.firewall(.load(wanted, from: found)))
    }

    private static func more(than sentences: [String]) -> String {
        sentences.count == 1 ? "" : ", and \(sentences.count - 1) more"
    }

    /// Plans the removal of rules that another variant of iptables still has, after the load of
    /// those that replace them.
    private mutating func planClearing(of family: AddressFamily) {
        guard let support = observed.firewallSupport, let strays = support.strays[family],
            !waiting.contains(.firewall(family))
        else { return }
        let backend = support.backend.other
        if observed.ledger.owns(family) {
            phases.add(.firewall(.clear(strays, backend)))
        } else {
            notes.append(
                "chains named \(FirewallChain.prefix)… of the firewall \(family.rawValue) in"
                    + " \(backend.program) belong to another program")
        }
    }

    /// Plans the removal of rules for services that this plan removes.
    mutating func planFirewallNarrowing() {
        guard observed.scope.covers(.firewall), let wishes = desired.firewall else { return }
        let left = wishes.leaving.intersection(lingering)
        guard left != wishes.leaving else { return }
        for family in firewallFamilies where !waiting.contains(.firewall(family)) {
            guard let before = wantedRules(family, leaving: wishes.leaving),
                let after = wantedRules(family, leaving: left), before != after
            else { continue }
            phases.add(.firewall(.narrow(after, from: before)))
        }
    }

    /// Notes interfaces of address translation on which the host drops packets from outside.
    private mutating func noteStrictInterfaces() {
        guard observed.scope.covers(.address) else { return }
        let rules = desired.firewall?.rules[.ipv4]
        let translating = (rules?.chains[.sources] ?? []).compactMap(\.outInterface)
        let strict = observed.strictInterfaces.intersection(translating)
        for interface in strict.subtracting(relaxedInterfaces).sorted() {
            notes.append(
                "rp_filter is 1 on \(interface), which has no default route: the packets that"
                    + " firewall.nat expects there from beyond its subnets are dropped; write"
                    + " `reversePathFilter: loose` at \(interface) in the network of the node, or"
                    + " as root: sysctl -w net.ipv4.conf.\(interface).rp_filter=2")
        }
    }

    private func wantedRules(
        _ family: AddressFamily, leaving: Set<ServiceKey>
    ) -> FirewallRuleset? {
        desired.firewall?.rules(of: family, leaving: leaving, at: observed)
    }

    private mutating func planRemoval(of found: FirewallRuleset?) {
        guard let found else { return }
        if observed.ledger.owns(found.family) {
            phases.add(.firewall(.remove(found)))
        } else {
            notes.append(
                "chains named \(FirewallChain.prefix)… of the firewall \(found.family.rawValue)"
                    + " belong to another program")
        }
    }
}
