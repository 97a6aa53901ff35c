import Model

/// The firewall of this node.
public struct PageFirewall: Sendable {
    /// The rules on the host beside the wanted ones, by family; empty: there are none.
    public let families: [FirewallStatus]
    /// The rules of the document, as `iptables-restore` reads them, with a title for each family.
    public let rules: [(title: String, text: String)]
    /// The lock-down of the document in force; nil: it has none.
    public let lockdown: PageLockdown?

    /// Creates a firewall.
    public init(
        families: [FirewallStatus], rules: [(title: String, text: String)],
        lockdown: PageLockdown? = nil
    ) {
        self.families = families
        self.rules = rules
        self.lockdown = lockdown
    }
}
