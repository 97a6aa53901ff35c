import Addresses
import Model

extension Validation {
    /// Checks `firewall.rules`.
    mutating func checkRawRules() {
        checkBlocklists()
        guard let rules = spec.firewall?.rules, !rules.isEmpty else { return }
        var seen: Set<String> = []
        for (index, rule) in rules.enumerated() {
            let path = DocumentPath([.key("firewall"), .key("rules"), .index(index)])
            if let (problem, hint) = rule.problem {
                error(.rawRule, at: path.key("rule"), problem, hint: hint)
            } else if !rule.families.allSatisfy({ family in
                seen.insert("\(family.rawValue) \(rule.rule.comment ?? "")").inserted
            }) {
                error(
                    .repeatedRule, at: path.key("rule"), "an earlier element is the same rule",
                    hint: "remove it: the second one is never reached")
            }
        }
    }

    private mutating func checkBlocklists() {
        for (index, list) in (spec.firewall?.blocklists ?? []).enumerated() {
            let isPlain = list.name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                    || (0x61...0x7a).contains(byte) || "-_.".utf8.contains(byte)
            }
            if isPlain, list.name.utf8.count <= FirewallSet.nameLimit { continue }
            let path = DocumentPath([.key("firewall"), .key("blocklists"), .index(index)])
            error(
                .blocklistName, at: path.key("name"),
                "\"\(list.name)\" can't be the name of a set in the kernel",
                hint: "use at most \(FirewallSet.nameLimit) letters, digits, -, _ and dots")
        }
    }

    /// Checks `limits` of services, proxies and SSL services.
    mutating func checkLimits() {
        let isTracking = (spec.ipvs.sysctls[.connectionTracking]?.numbers.first ?? 0) != 0
        for (index, service) in spec.services.enumerated() {
            guard let limits = service.limits else { continue }
            let path = DocumentPath([.key("services"), .index(index), .key("limits")])
            check(limits, at: path)
            guard limits.concurrent != nil, !isTracking else { continue }
            error(
                .untrackedLimit, at: path.key("concurrent"),
                "IPVS keeps the connections of \(service.name) out of connection tracking, where"
                    + " the kernel counts them",
                hint: "set `ipvs: {sysctls: {conntrack: 1}}`, which applies to all services, or"
                    + " limit `connections` per period")
        }
        for (index, proxy) in spec.proxies.enumerated() {
            guard let limits = proxy.limits else { continue }
            check(limits, at: DocumentPath([.key("proxies"), .index(index), .key("limits")]))
        }
        for (index, service) in spec.sslServices.enumerated() {
            guard let limits = service.limits else { continue }
            check(limits, at: DocumentPath([.key("sslServices"), .index(index), .key("limits")]))
        }
    }

    private mutating func check(_ limits: SourceLimits, at path: DocumentPath) {
        guard limits.connections == nil, limits.concurrent == nil else { return }
        error(
            .emptyLimits, at: path, "it limits nothing",
            hint: "add `connections: 100`, `concurrent: 50`, or both")
    }
}

extension Firewall.RawRule {
    /// Words that begin an iptables command or name its table.
    private static let commands: Set<String> = [
        "-A", "-I", "-D", "-R", "-C", "-N", "-X", "-F", "-Z", "-P", "-E", "-L", "-S", "-t",
        "--append", "--insert", "--delete", "--replace", "--check", "--new-chain", "--flush",
        "--policy", "--list", "--table", "iptables", "ip6tables", "COMMIT",
    ]

    /// The words that are no part of a rule, and a hint; nil: there are none.
    fileprivate var problem: (String, String)? {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
            return ("a rule is one line without control characters", "write one element per rule")
        }
        if text.utf8.count(where: { $0 == UInt8(ascii: "\"") }) % 2 != 0 {
            return ("a quote is not closed", "close it with \"")
        }
        let given = FirewallTables.words(of: text)
        if given.isEmpty { return ("the rule has no words", "write a target: -j DROP") }
        var isValue = false
        for word in given {
            defer { isValue = word.hasPrefix("--") && !word.contains("=") }
            if word.hasPrefix("'") {
                return (
                    "iptables-restore knows no single quotes: \(word)", "use double quotes"
                )
            }
            if Self.commands.contains(word), !isValue {
                return (
                    "\(word) is no part of a rule",
                    "table and chain are a key of their own: {chain: nat PREROUTING, rule: …}"
                )
            }
            guard word.hasPrefix("-"), !isValue else { continue }
            if !word.hasPrefix("--"), word.utf8.count > 2, Int(word) == nil {
                return (
                    "the option \(word.prefix(2)) is not apart from its value: \(word)",
                    "write \(word.prefix(2)) \(word.dropFirst(2))"
                )
            }
            let full = Self.short.keys.filter { $0.hasPrefix(word) }.sorted()
            if word.hasPrefix("--"), word.utf8.count > 2, Self.short[word] == nil,
                let name = full.first
            {
                return ("\(word) is an abbreviation", "write it in full: \(name)")
            }
        }
        return nil
    }
}
