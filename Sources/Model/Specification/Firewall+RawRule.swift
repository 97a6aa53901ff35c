import Addresses

extension Firewall {
    /// A rule in the words of iptables, in a chain of Ballast.
    public struct RawRule: Sendable, Hashable {
        /// The table: filter, nat, mangle or raw.
        public var table: String
        /// The chain of the kernel from which the rule is entered: INPUT.
        public var chain: String
        /// The family; nil: that of its addresses, else both.
        public var family: AddressFamily?
        /// The conditions and the target, without a command or chain: `-p tcp --dport 22 -j ACCEPT`.
        public var text: String

        /// Creates a rule.
        public init(
            _ text: String, table: String = "filter", chain: String = "INPUT",
            family: AddressFamily? = nil
        ) {
            self.text = text
            self.table = table
            self.chain = chain
            self.family = family
        }

        /// The chains of each table that the kernel enters.
        ///
        /// Source: iptables(8), TABLES.
        public static let chains = [
            "filter": ["INPUT", "FORWARD", "OUTPUT"],
            "nat": ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
            "mangle": ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
            "raw": ["PREROUTING", "OUTPUT"],
        ]
    }
}
