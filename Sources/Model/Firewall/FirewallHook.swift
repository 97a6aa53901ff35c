/// A rule of a chain of the kernel that enters a chain of Ballast.
public struct FirewallHook: Sendable, Hashable {
    /// The chain of the kernel, or of another program.
    public let chain: FirewallChain
    /// The number of rules before this one.
    public let position: Int
    /// The rule.
    public let rule: FirewallRule
    /// The rule's words as iptables-save prints them, after `-A CHAIN`; nil: it was not read.
    ///
    /// Only these words remove every rule, and they are no part of its identity.
    public let printed: String?

    /// Creates a hook.
    public init(
        _ chain: FirewallChain, at position: Int, _ rule: FirewallRule, printed: String? = nil
    ) {
        self.chain = chain
        self.position = position
        self.rule = rule
        self.printed = printed
    }

    /// Whether both are the same rule at the same place.
    public static func == (left: FirewallHook, right: FirewallHook) -> Bool {
        left.chain == right.chain && left.position == right.position && left.rule == right.rule
    }

    /// Hashes the place.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(chain)
        hasher.combine(position)
    }

    /// The line that removes the rule: `-D INPUT -j BALLAST-INPUT`.
    var removal: String {
        printed.map { "-D \(chain.name) \($0)" } ?? "-D \(rule.line(in: chain).dropFirst(3))"
    }
}

extension FirewallHook: Comparable {
    /// By chain, then by position.
    public static func < (left: FirewallHook, right: FirewallHook) -> Bool {
        left.chain == right.chain ? left.position < right.position : left.chain < right.chain
    }
}

extension FirewallHook: CustomStringConvertible {
    /// `-I INPUT 1 -j BALLAST-INPUT`.
    public var description: String {
        "-I \(chain.name) \(position + 1)"
            + rule.words.map { " " + FirewallRule.quoted($0) }.joined()
    }
}
