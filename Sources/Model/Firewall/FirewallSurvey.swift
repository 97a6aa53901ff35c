/// All firewall rules of a family on a host, those of other programs too.
public struct FirewallSurvey: Sendable, Hashable {
    /// The tables of each variant of iptables with rules; Ballast's variant is first.
    public var tables: [FirewallTables]
    /// The base chains of nf_tables whose rules are unknown.
    ///
    /// **Shape:** ascending.
    public var chains: [NetfilterChain] = []
    /// The parts that could not be read, a sentence each.
    public var gaps: [String] = []

    /// Creates a survey of tables.
    public init(_ tables: [FirewallTables]) { self.tables = tables }
}
