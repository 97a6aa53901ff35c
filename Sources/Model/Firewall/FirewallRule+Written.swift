extension FirewallRule {
    /// The words with which a rule is loaded, if they are not those of its value.
    ///
    /// They do not count when rules are compared: the kernel prints other words than it was given.
    public struct Written: Sendable, Hashable {
        /// The words; empty: an earlier rule of the chain loads this one too; nil: those of the
        /// value.
        public var words: [String]?

        /// All are equal.
        public static func == (left: Written, right: Written) -> Bool { true }

        /// Adds nothing.
        public func hash(into hasher: inout Hasher) {}
    }

    /// The origin of a written rule.
    public enum Origin: String, Sendable, Hashable {
        /// A line of the document.
        case line = "r"
        /// A limit of connections.
        case limit = "l"
    }

    /// Creates a rule that is loaded with these words, in a form of the kernel.
    ///
    /// A comment identifies it: the words' own comment or `name`, then a hash of words and chain in
    /// brackets.
    public init(
        written words: [String], _ origin: Origin, named name: String, in chain: FirewallChain
    ) {
        let id = "[\(origin.rawValue)\(Self.hash(of: ["\(chain)"] + words))]"
        let place = words.firstIndex(of: "--comment").map { $0 + 1 } ?? words.endIndex
        let own = place < words.endIndex ? words[place] : name
        var text = ""
        for character in Self.comment(own) {
            guard text.utf8.count + character.utf8.count < Self.commentLimit - id.utf8.count else {
                break
            }
            text.append(character)
        }
        text += " " + id
        var complete = words
        if place < words.endIndex {
            complete[place] = text
        } else {
            let end = words.firstIndex { ["-j", "-g"].contains($0) } ?? words.endIndex
            complete.insert(contentsOf: ["-m", "comment", "--comment", text], at: end)
        }
        self.init(words: complete)
        comment = text
        written = Written(words: complete)
    }

    /// Whether the rule is a limit or a blocklist of Ballast: no proof depends on it.
    public var isLimit: Bool { isWritten(.limit) && !others.isEmpty || isBlocklist }

    private var isBlocklist: Bool {
        others.count == 5 && others[2] == "--match-set"
            && others[3].hasPrefix(FirewallChain.prefix)
            && comment?.hasPrefix("blocklist ") == true
    }

    /// Whether the rule is loaded with other words than those of its value.
    public var isLoadedAsWritten: Bool { written.words != nil }

    /// Whether the comment is that of a written rule.
    public var isWritten: Bool { isWritten(.line) || isWritten(.limit) }

    /// Whether the comment is that of a written rule of this origin.
    private func isWritten(_ origin: Origin) -> Bool {
        guard let comment, comment.hasSuffix("]"), let start = comment.lastIndex(of: "[") else {
            return false
        }
        let id = comment[comment.index(after: start)...].dropLast()
        return id.utf8.count == 17 && id.hasPrefix(origin.rawValue)
            && id.dropFirst().allSatisfy(\.isHexDigit)
    }

    /// Returns the FNV-1a hash of words, in 16 hexadecimal digits.
    ///
    /// Source: draft-eastlake-fnv, 64 bits.
    public static func hash(of words: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for word in words {
            for byte in Array(word.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

extension FirewallRuleset {
    /// Returns the rules with the kernel's form of written rules, as far as it is known.
    ///
    /// - Parameters:
    ///   - found: the rules on the host, among which a comment identifies a written rule.
    ///   - forms: the forms that the kernel gave them right after a load, by comment.
    public func adopting(
        _ found: FirewallRuleset?, forms: [String: [FirewallRule]] = [:]
    ) -> FirewallRuleset {
        var result = self
        for (chain, rules) in chains where rules.contains(where: \.isLoadedAsWritten) {
            let known = Dictionary(
                grouping: (found?.chains[chain] ?? []).filter(\.isWritten)
            ) { $0.comment ?? "" }
            result.chains[chain] = rules.flatMap { rule -> [FirewallRule] in
                guard rule.written.words != nil, let comment = rule.comment,
                    let form = forms[comment] ?? known[comment]
                else { return [rule] }
                return form.enumerated().map { index, found in
                    var found = found
                    found.written = index == 0 ? rule.written : Written(words: [])
                    return found
                }
            }
        }
        return result
    }

    /// The written rules by comment, for ``adopting(_:forms:)``.
    public var forms: [String: [FirewallRule]] {
        Dictionary(grouping: chains.values.joined().filter(\.isWritten)) { $0.comment ?? "" }
    }

    private typealias Written = FirewallRule.Written
}
