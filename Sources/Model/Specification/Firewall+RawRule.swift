import Addresses

extension Firewall {
    /// A rule in the words of iptables, in a chain of Ballast.
    public struct RawRule: Sendable, Hashable {
        /// The table, and the chain of the kernel from which the rule is entered: filter INPUT.
        public var chain: String
        /// The family; nil: that of its addresses, else both.
        public var family: AddressFamily?
        /// The conditions and the target, without a command or chain: `-p tcp --dport 22 -j ACCEPT`.
        public var text: String

        /// Creates a rule.
        public init(
            _ text: String, in chain: String = "filter INPUT", family: AddressFamily? = nil
        ) {
            self.text = text
            self.chain = chain
            self.family = family
        }

        /// The chains of the kernel, with their tables.
        ///
        /// Source: iptables(8), TABLES.
        public static let chains = [
            "filter INPUT", "filter FORWARD", "filter OUTPUT", "nat PREROUTING", "nat INPUT",
            "nat OUTPUT", "nat POSTROUTING", "mangle PREROUTING", "mangle INPUT",
            "mangle FORWARD", "mangle OUTPUT", "mangle POSTROUTING", "raw PREROUTING",
            "raw OUTPUT",
        ]
    }
}
