import Addresses

/// All tables of one family with their chains, as iptables-save prints them.
public struct FirewallTables: Sendable, Hashable {
    /// A chain's rules, and the policy of one that the kernel enters.
    public struct Content: Sendable, Hashable {
        /// Whether packets that no rule decides are dropped.
        public var drops = false
        /// The rules, in order.
        public var rules: [FirewallRule] = []

        /// Creates the content of a chain.
        public init(drops: Bool = false, rules: [FirewallRule] = []) {
            self.drops = drops
            self.rules = rules
        }
    }

    /// The address family.
    public let family: AddressFamily
    /// The chains.
    public var chains: [FirewallChain: Content] = [:]
    /// The variant of iptables that has them; nil: it makes no difference.
    public var backend: FirewallBackend?
    /// The note of iptables-save on a table with rules that it can't print; nil: there is none.
    ///
    /// Source: iptables, `iptables/nft.c`, `nft_is_table_compatible`.
    public private(set) var incompatibility: String?
    /// The words of the rules that enter Ballast's chains, by chain and place.
    private var printed: [FirewallChain: [Int: String]] = [:]

    /// Creates empty tables.
    public init(_ family: AddressFamily) { self.family = family }

    /// The tables with only these rules.
    public init(_ rules: FirewallRuleset) {
        family = rules.family
        for (chain, content) in rules.chains { chains[chain] = Content(rules: content) }
        for hook in rules.hooks.sorted(by: { $0.position < $1.position }) {
            chains[hook.chain, default: Content()].rules.append(hook.rule)
        }
    }

    /// Ballast's part of the tables; nil: there is none.
    public var ours: FirewallRuleset? {
        var rules = FirewallRuleset(family)
        for (chain, content) in chains {
            if chain.isOurs {
                rules.chains[chain] = content.rules
            } else {
                for (position, rule) in content.rules.enumerated() where rule.target.entersOurs {
                    rules.hooks.append(
                        FirewallHook(
                            chain, at: position, rule, printed: printed[chain]?[position]))
                }
            }
        }
        rules.hooks.sort()
        return rules.chains.isEmpty && rules.hooks.isEmpty ? nil : rules
    }
}

extension FirewallTarget {
    /// Whether the target enters a chain of Ballast.
    public var entersOurs: Bool {
        switch self {
        case .jump(let name), .goTo(let name): name.hasPrefix(FirewallChain.prefix)
        default: false
        }
    }
}

extension FirewallTables {
    /// Parses the output of iptables-save, of either variant, with or without counters.
    ///
    /// Lines of unknown tables are skipped.
    public init(_ text: String, family: AddressFamily) {
        self.init(family)
        var table: FirewallTable?
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: line, as: UTF8.self)
            if line.hasPrefix("*") {
                table = FirewallTable(rawValue: String(line.dropFirst()))
            } else if line.hasPrefix("#") {
                guard line.contains("is incompatible, use 'nft' tool") else { continue }
                incompatibility = String(line.dropFirst().drop { $0 == " " })
            } else if let table {
                add(line, to: table)
            }
        }
    }

    /// Whether a text is one of `iptables-save`: whole tables and comments, or nothing.
    ///
    /// A program that ends early, or that prints something else, would leave rules out.
    public static func isWhole(_ text: String) -> Bool {
        var isInside = false
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            switch line.first {
            case UInt8(ascii: "#"): continue
            case UInt8(ascii: "*"):
                if isInside { return false }
                isInside = true
            default:
                guard isInside else { return false }
                if line.elementsEqual("COMMIT".utf8) { isInside = false }
            }
        }
        return !isInside
    }

    private mutating func add(_ line: String, to table: FirewallTable) {
        if line.hasPrefix(":") {
            let words = line.dropFirst().split(separator: " ")
            guard let name = words.first else { return }
            chains[FirewallChain(table, String(name)), default: Content()].drops =
                words.dropFirst().first == "DROP"
            return
        }
        var words = Self.words(of: line)
        if words.first?.hasPrefix("[") == true { words.removeFirst() }
        guard words.count >= 2 else { return }
        let chain = FirewallChain(table, words[1])
        switch words[0] {
        case "-A":
            let rule = FirewallRule(words: Array(words.dropFirst(2)))
            let place = chains[chain]?.rules.count ?? 0
            chains[chain, default: Content()].rules.append(rule)
            guard rule.target.entersOurs, !chain.isOurs,
                let begin = line.firstRange(of: "-A \(chain.name) ")
            else { return }
            printed[chain, default: [:]][place] = String(line[begin.upperBound...])
        default: break
        }
    }

    /// The words of a line; quotes and backslashes keep spaces together.
    public static func words(of line: some StringProtocol) -> [String] {
        var words: [String] = []
        words.reserveCapacity(24)
        var word: [UInt8] = []
        var isWord = false
        var isQuoted = false
        var isEscaped = false
        for byte in line.utf8 {
            if isEscaped {
                word.append(byte)
                isEscaped = false
            } else if isQuoted && byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
                isWord = true
            } else if byte == UInt8(ascii: " ") && !isQuoted {
                if isWord { words.append(String(decoding: word, as: UTF8.self)) }
                word.removeAll(keepingCapacity: true)
                isWord = false
            } else {
                word.append(byte)
                isWord = true
            }
        }
        if isWord { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }
}
