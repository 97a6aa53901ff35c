import Addresses
import Model

extension Firewall.RawRule {
    /// The words of the line, with the short forms of options.
    public var words: [String] {
        FirewallTables.words(of: text).map { Self.short[$0] ?? $0 }
    }

    /// Long forms of the options that every rule may have.
    ///
    /// Source: iptables(8).
    static let short = [
        "--protocol": "-p", "--proto": "-p", "--source": "-s", "--src": "-s",
        "--destination": "-d", "--dst": "-d", "--in-interface": "-i", "--out-interface": "-o",
        "--jump": "-j", "--goto": "-g", "--match": "-m", "--fragment": "-f",
    ]

    /// Ballast's chain in which the line is.
    public var place: FirewallChain {
        let words = chain.split(separator: " ")
        return FirewallChain(
            words.first.flatMap { FirewallTable(rawValue: String($0)) } ?? .filter,
            FirewallChain.prefix + (words.last ?? "INPUT"))
    }

    /// The families in which the line is loaded: its own, else those of its addresses, else both.
    public var families: [AddressFamily] {
        if let family { return [family] }
        let rule = FirewallRule(words: words)
        var addresses = [rule.source?.address.family, rule.destination?.address.family]
        switch rule.target {
        case .sourceNAT(let address), .destinationNAT(let address, _):
            addresses.append(address.family)
        default: break
        }
        for word in words {
            for part in word.split(separator: ",") {
                addresses.append((IPAddress(part) ?? Prefix(part)?.address)?.family)
            }
            if word == "icmp" { addresses.append(.ipv4) }
            if ["ipv6-icmp", "icmpv6", "icmp6"].contains(word) { addresses.append(.ipv6) }
        }
        let named = Set(addresses.compactMap(\.self))
        return named.isEmpty ? AddressFamily.allCases : named.sorted()
    }

    /// The rule.
    public var rule: FirewallRule {
        FirewallRule(written: words, .line, named: "rule", in: place)
    }
}

extension Firewall {
    /// Returns the document's own lines of a family by chain, in order.
    func rawRules(_ family: AddressFamily) -> [FirewallChain: [FirewallRule]] {
        let own = rules.filter { $0.families.contains(family) }
        return Dictionary(grouping: own, by: \.place).mapValues { $0.map(\.rule) }
    }
}
