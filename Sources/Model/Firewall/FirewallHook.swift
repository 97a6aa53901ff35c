/// A rule of a chain of the kernel that enters a chain of Ballast.
public struct FirewallHook: Sendable, Hashable {
    /// The chain of the kernel, or of another program.
    public let chain: FirewallChain
    /// The number of rules before this one.
    public let position: Int
    /// The rule.
    public let rule: FirewallRule

    /// Creates a hook.
    public init(_ chain: FirewallChain, at position: Int, _ rule: FirewallRule) {
        self.chain = chain
        self.position = position
        self.rule = rule
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
