import Addresses
import Model

extension Spec {
    /// Returns Ballast's firewall rules of a family: a function of the document alone, the same on
    /// every node.
    public func firewallRules(_ family: AddressFamily) -> FirewallRuleset {
        var chains: [FirewallChain: [FirewallRule]] = [:]
        var raw: [FirewallChain: [FirewallRule]] = [:]
        if let firewall {
            chains = [
                .helpers: fileTransferRules(family),
                .marks: firewall.markRules(family),
                .destinations: firewall.destinationRules(family),
                .sources: firewall.sourceRules(family),
            ]
            raw = firewall.rawRules(family)
        }
        chains[.input] = lockdownRules(
            family, after: raw.removeValue(forKey: .input) ?? [],
            before: (firewall?.blocklistRules(family) ?? []) + limitRules(family))
        for (chain, rules) in raw { chains[chain] = rules + (chains[chain] ?? []) }
        return FirewallRuleset(family, chains)
    }
}

extension Firewall {
    /// The most ports of a rule; a range counts as two.
    ///
    /// Source: `linux/netfilter/xt_multiport.h`, `XT_MULTI_PORTS`.
    private static let portLimit = 15

    /// Returns rules that set firewall marks.
    fileprivate func markRules(_ family: AddressFamily) -> [FirewallRule] {
        marks.flatMap { mark in
            mark.addresses.filter { $0.family == family }.flatMap { address in
                Self.parts(of: mark.ports).map { ports in
                    var rule = FirewallRule(.mark(FirewallMark(mark.mark)))
                    rule.destination = Prefix(host: address)
                    rule.transport = FirewallProtocol(mark.transport)
                    rule.destinationPorts = ports
                    return rule
                }
            }
        }
    }

    /// Returns rules that replace the destinations of clients' packets.
    fileprivate func destinationRules(_ family: AddressFamily) -> [FirewallRule] {
        // A forwarded port is an exception from the translation of its address.
        let forwarded = forwards.filter { $0.listen.address.family == family }.map { forward in
            var rule = FirewallRule(
                .destinationNAT(forward.to.address, port: forward.to.port))
            rule.destination = Prefix(host: forward.listen.address)
            rule.transport = FirewallProtocol(forward.transport)
            rule.destinationPorts = [forward.listen.port...forward.listen.port]
            return rule
        }
        let translated = oneToOne.filter { $0.external.family == family }.map { translation in
            var rule = FirewallRule(.destinationNAT(translation.internal, port: nil))
            rule.destination = Prefix(host: translation.external)
            rule.inInterface = translation.interface
            return rule
        }
        return forwarded + translated
    }

    /// Returns rules that replace the sources of internal hosts.
    fileprivate func sourceRules(_ family: AddressFamily) -> [FirewallRule] {
        let translated = oneToOne.filter { $0.external.family == family }.map { translation in
            var rule = FirewallRule(.sourceNAT(translation.external))
            rule.source = Prefix(host: translation.internal)
            rule.outInterface = translation.interface
            return rule
        }
        let masked = masquerade.filter { $0.source.address.family == family }.map { masquerade in
            var rule = FirewallRule(.masquerade)
            rule.source = FirewallRule.network(masquerade.source)
            rule.outInterface = masquerade.interface
            return rule
        }
        return translated + masked
    }

    /// Returns ports in lists that fit into a rule; no ports are one empty list.
    static func parts(of ports: [ClosedRange<UInt16>]) -> [[ClosedRange<UInt16>]] {
        var parts: [[ClosedRange<UInt16>]] = [[]]
        var count = 0
        for range in ports {
            let cost = range.count == 1 ? 1 : 2
            if count + cost > portLimit {
                parts.append([])
                count = 0
            }
            parts[parts.count - 1].append(range)
            count += cost
        }
        return parts
    }
}
