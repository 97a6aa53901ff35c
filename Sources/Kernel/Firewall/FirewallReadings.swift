import Model

/// The rules of nf_tables that were read last.
///
/// They hold until the kernel counts a change of any rule, so that a look at unchanged rules starts
/// no program.
struct FirewallReadings {
    /// The kernel's number of the rules before they were read; nil: unknown, and nothing is kept.
    private var generation: UInt32?
    /// The tables by the program that has read them.
    private var tables: [String: FirewallTables] = [:]
    /// The base chains.
    private var chains: NetfilterChains?

    /// Forgets the rules if the kernel has others now.
    mutating func update(to generation: UInt32?) {
        if generation == nil || generation != self.generation { self = FirewallReadings() }
        self.generation = generation
    }

    /// Returns the tables that a program would print; nil: it must be started.
    func tables(by program: String) -> FirewallTables? { tables[program] }

    /// Returns the base chains, which are read if they are not known.
    ///
    /// **Errors:** those of the kernel.
    mutating func netfilterChains() throws(HostFailure) -> NetfilterChains {
        if let chains { return chains }
        let found = try NetfilterChains()
        if generation != nil { chains = found }
        return found
    }

    /// Keeps the tables that a program has printed.
    mutating func keep(_ tables: FirewallTables, by program: String) {
        guard generation != nil else { return }
        self.tables[program] = tables
    }
}
