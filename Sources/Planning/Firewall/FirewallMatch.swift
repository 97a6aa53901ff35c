import Model

/// A rule that a packet has matched.
public struct FirewallMatch: Sendable, Hashable {
    /// The chain.
    public let chain: FirewallChain
    /// The place of the rule in the chain, from 1.
    public let number: Int
    /// The rule.
    public let rule: FirewallRule
    /// Whether the match depends on conditions that only the kernel evaluates.
    public let isOpen: Bool
}

extension FirewallMatch: CustomStringConvertible {
    /// `filter BALLAST-INPUT rule 7: -A BALLAST-INPUT -i lo -j ACCEPT`.
    public var description: String { "\(chain) rule \(number): \(rule.line(in: chain))" }
}
