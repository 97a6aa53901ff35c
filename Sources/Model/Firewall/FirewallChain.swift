/// A chain of a table.
public struct FirewallChain: Sendable, Hashable {
    /// The table.
    public let table: FirewallTable
    /// The name, unique in the table.
    public let name: String

    /// Creates the name of a chain.
    public init(_ table: FirewallTable, _ name: String) {
        self.table = table
        self.name = name
    }

    /// The beginning of the names of Ballast's chains.
    public static let prefix = "BALLAST-"

    /// The names of the chains that the kernel enters.
    public static let builtIn = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]

    /// Ballast's chain for packets to this host.
    public static let input = FirewallChain(.filter, "BALLAST-INPUT")
    /// Ballast's chain for the helpers of connection tracking.
    public static let helpers = FirewallChain(.raw, "BALLAST-PREROUTING")
    /// Ballast's chain for firewall marks.
    public static let marks = FirewallChain(.mangle, "BALLAST-PREROUTING")
    /// Ballast's chain for the translation of destinations.
    public static let destinations = FirewallChain(.nat, "BALLAST-PREROUTING")
    /// Ballast's chain for the translation of sources.
    public static let sources = FirewallChain(.nat, "BALLAST-POSTROUTING")

    /// Whether the chain belongs to Ballast, by its name.
    public var isOurs: Bool { name.hasPrefix(Self.prefix) }

    /// Whether the kernel enters the chain.
    public var isBuiltIn: Bool { Self.builtIn.contains(name) }

    /// The chain of the kernel from which a chain of Ballast is entered; nil: none.
    public var hook: FirewallChain? {
        guard isOurs else { return nil }
        let hook = FirewallChain(table, String(name.dropFirst(Self.prefix.count)))
        return hook.isBuiltIn ? hook : nil
    }
}

extension FirewallChain: Comparable {
    /// By table, then by name.
    public static func < (left: FirewallChain, right: FirewallChain) -> Bool {
        left.table == right.table ? left.name < right.name : left.table < right.table
    }
}

extension FirewallChain: CustomStringConvertible {
    /// `filter INPUT`.
    public var description: String { "\(table.rawValue) \(name)" }
}
