import Addresses

/// Ballast's chains of one family with their rules, and the rules that enter them.
///
/// The wanted rules and those on the host have the same form, so they differ exactly if they are
/// not equal.
public struct FirewallRuleset: Sendable, Hashable {
    /// The address family.
    public let family: AddressFamily
    /// The rules of each chain, in order.
    public var chains: [FirewallChain: [FirewallRule]] = [:]
    /// The rules that enter the chains.
    ///
    /// **Shape:** ascending.
    public var hooks: [FirewallHook] = []

    /// Creates a set without rules.
    public init(_ family: AddressFamily) { self.family = family }

    /// Creates a set of these chains, each entered by the first rule of the kernel's chain.
    ///
    /// Chains without rules are omitted.
    public init(_ family: AddressFamily, _ chains: [FirewallChain: [FirewallRule]]) {
        self.family = family
        self.chains = chains.filter { !$0.value.isEmpty }
        hooks = self.chains.keys.compactMap { chain in
            chain.hook.map { FirewallHook($0, at: 0, FirewallRule(.jump(chain.name))) }
        }
        .sorted()
    }

    /// The number of rules in the chains.
    public var count: Int { chains.values.reduce(0) { $0 + $1.count } }

    /// The tables with chains or hooks, in order.
    private var tables: [FirewallTable] {
        Set(chains.keys.map(\.table) + hooks.map(\.chain.table)).sorted()
    }

    /// The lines of the rules by table: `*filter`, the chains, their rules, the hooks.
    public var lines: [String] {
        var lines: [String] = []
        for table in tables {
            let own = chains.keys.filter { $0.table == table }.sorted()
            lines.append("*\(table.rawValue)")
            lines += own.map { ":\($0.name) - [0:0]" }
            for chain in own { lines += (chains[chain] ?? []).map { $0.line(in: chain) } }
            lines += hooks.filter { $0.chain.table == table }.map(\.description)
        }
        return lines
    }

    /// The input for `iptables-restore --noflush` that replaces these rules.
    ///
    /// Each table changes at once. Chains and hooks of `former` that this set does not have are
    /// removed; all other chains are left alone.
    ///
    /// - Parameter former: the rules on the host; nil: none.
    public func restoration(from former: FirewallRuleset?) -> String {
        let former = former ?? FirewallRuleset(family)
        // Last, since a kernel may lack a helper of connection tracking.
        let places = Set(tables + former.tables).sorted { left, right in
            left == .raw || right == .raw ? right == .raw && left != .raw : left < right
        }
        var text = ""
        text.reserveCapacity(128 * (count + 10))
        for table in places {
            addRestoration(of: table, from: former, to: &text)
            text += "COMMIT\n"
        }
        return text
    }

    private func addRestoration(
        of table: FirewallTable, from former: FirewallRuleset, to text: inout String
    ) {
        let own = chains.keys.filter { $0.table == table }.sorted()
        let old = former.chains.keys.filter { $0.table == table && chains[$0] == nil }.sorted()
        let wanted = hooks.filter { $0.chain.table == table }
        let found = former.hooks.filter { $0.chain.table == table }
        func add(_ line: String) {
            text += line
            text += "\n"
        }
        add("*\(table.rawValue)")
        // The declaration of a chain that exists empties it.
        for chain in own + old { add(":\(chain.name) - [0:0]") }
        for chain in own {
            for rule in chains[chain] ?? [] { rule.loadingLine(in: chain).map(add) }
        }
        if wanted != found {
            for hook in found { add(hook.removal) }
            for hook in wanted { add(hook.description) }
        }
        for chain in old { add("-X \(chain.name)") }
    }
}

extension FirewallRuleset {
    /// The rules that only one of two sets has, `+` before a new one and `-` before an old one.
    public func changes(from former: FirewallRuleset?) -> [String] {
        let former = former ?? FirewallRuleset(family)
        var balance: [String: Int] = [:]
        for chain in Set(chains.keys).union(former.chains.keys) {
            let (new, old) = (chains[chain] ?? [], former.chains[chain] ?? [])
            if new == old { continue }
            // Most rules are in both, and only the others need their text.
            var counts: [FirewallRule: Int] = [:]
            counts.reserveCapacity(new.count)
            for rule in new { counts[rule, default: 0] += 1 }
            for rule in old { counts[rule, default: 0] -= 1 }
            for (rule, count) in counts where count != 0 {
                balance["\(chain.table.rawValue) \(rule.line(in: chain))", default: 0] += count
            }
        }
        for hook in hooks { balance["\(hook.chain.table.rawValue) \(hook)", default: 0] += 1 }
        for hook in former.hooks {
            balance["\(hook.chain.table.rawValue) \(hook)", default: 0] -= 1
        }
        let added = balance.flatMap { row, count in
            Array(repeating: "+ \(row)", count: max(0, count))
        }
        let removed = balance.flatMap { row, count in
            Array(repeating: "- \(row)", count: max(0, -count))
        }
        return removed.sorted() + added.sorted()
    }
}

extension FirewallRuleset: Codable {
    private enum Key: CodingKey { case family, rules }

    /// Decodes the form of ``encode(to:)``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let family = try values.decode(AddressFamily.self, forKey: .family)
        let lines = try values.decode([String].self, forKey: .rules)
        self.init(family)
        var table: FirewallTable?
        for line in lines {
            if line.hasPrefix("*") {
                table = FirewallTable(rawValue: String(line.dropFirst()))
                continue
            }
            guard let table, add(line, to: table) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .rules, in: values, debugDescription: "\"\(line)\" is no rule")
            }
        }
        hooks.sort()
    }

    private mutating func add(_ line: String, to table: FirewallTable) -> Bool {
        var words = FirewallTables.words(of: line)
        guard let first = words.first else { return false }
        if first.hasPrefix(":") {
            chains[FirewallChain(table, String(first.dropFirst()))] = []
            return true
        }
        guard words.count >= 2 else { return false }
        let chain = FirewallChain(table, words[1])
        words.removeFirst(2)
        if first == "-I", let number = words.first.flatMap({ Int($0) }), number > 0 {
            words.removeFirst()
            hooks.append(FirewallHook(chain, at: number - 1, FirewallRule(words: words)))
            return true
        }
        guard first == "-A", chains[chain] != nil else { return false }
        chains[chain]?.append(FirewallRule(words: words))
        return true
    }

    /// `{"family": "ipv4", "rules": ["*filter", ":BALLAST-INPUT - [0:0]", …]}`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(family, forKey: .family)
        try values.encode(lines, forKey: .rules)
    }
}
