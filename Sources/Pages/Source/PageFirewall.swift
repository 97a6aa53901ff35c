import Model

/// The firewall of this node.
public struct PageFirewall: Sendable {
    /// The rules on the host beside the wanted ones, by family; empty: there are none.
    public let families: [FirewallStatus]
    /// The rules of the document, as `iptables-restore` reads them, with a title for each family.
    public let rules: [(title: String, text: String)]

    /// Creates a firewall.
    public init(families: [FirewallStatus], rules: [(title: String, text: String)]) {
        self.families = families
        self.rules = rules
    }
}
