import Addresses

/// A rule of iptables: its conditions, and the effect on packets that meet all of them.
///
/// Equal rules are equal values: the order of options, abbreviations of addresses, names of
/// protocols and counters make no difference.
public struct FirewallRule: Sendable, Hashable {
    /// A condition that can be negated.
    public enum Condition: Sendable, Hashable, CaseIterable {
        /// The source address.
        case source
        /// The destination address.
        case destination
        /// The interface of arrival.
        case inInterface
        /// The interface of departure.
        case outInterface
        /// The protocol.
        case transport
        /// The source port.
        case sourcePorts
        /// The destination port.
        case destinationPorts
        /// The type of an ICMP message.
        case icmpType
        /// The state of the connection.
        case states
        /// The firewall mark.
        case mark
    }

    /// The network of the source; nil: any.
    public var source: Prefix?
    /// The network of the destination; nil: any.
    public var destination: Prefix?
    /// The interface of arrival, with `+` at its end as a wildcard; nil: any.
    public var inInterface: String?
    /// The interface of departure, with `+` at its end as a wildcard; nil: any.
    public var outInterface: String?
    /// The protocol; nil: any.
    public var transport: FirewallProtocol?
    /// Source ports; empty: any.
    public var sourcePorts: [ClosedRange<UInt16>] = []
    /// Destination ports; empty: any.
    public var destinationPorts: [ClosedRange<UInt16>] = []
    /// The type of the ICMP message; nil: any.
    public var icmpType: UInt8?
    /// States of the connection; empty: any.
    public var states: Set<ConnectionState> = []
    /// The firewall mark; nil: any.
    public var mark: FirewallMark?
    /// The negated conditions.
    public var negated: Set<Condition> = []
    /// Words of further conditions, which only the kernel evaluates.
    public var others: [String] = []
    /// The comment; nil: none.
    ///
    /// **Range:** at most ``commentLimit`` bytes.
    public var comment: String?
    /// The effect.
    public var target: FirewallTarget
    /// The words with which the rule is loaded.
    public var written = Written()

    /// The greatest length of a comment that both variants of iptables keep.
    ///
    /// **Unit:** bytes. **Source:** `linux/netfilter/xt_comment.h`, `XT_MAX_COMMENT_LEN`;
    /// libnftnl, `NFTNL_UDATA_COMMENT_MAXLEN`.
    public static let commentLimit = 120

    /// Creates a rule for every packet.
    public init(_ target: FirewallTarget) { self.target = target }

    /// Whether the conditions are all understood.
    public var isUnderstood: Bool { others.isEmpty }

    /// The set that must have the source, where that is the only further condition; nil: it is not.
    public var sourceSet: (name: String, isNegated: Bool)? {
        let isNegated = others.count == 6 && others[2] == "!"
        let words = isNegated ? others.prefix(2) + others.suffix(3) : others[...]
        guard words.count == 5, Array(words.prefix(3)) == ["-m", "set", "--match-set"],
            words.last == "src"
        else { return nil }
        return (others[others.count - 2], isNegated)
    }

    /// Returns the network with the bits beyond its length cleared, as the kernel keeps it; nil:
    /// every address.
    public static func network(_ prefix: Prefix) -> Prefix? {
        prefix.length > 0 ? prefix.network : nil
    }

    /// Returns a comment without control characters, cut to the limit.
    public static func comment(_ text: String) -> String {
        var result = ""
        for character in text
        where character.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) {
            guard result.utf8.count + character.utf8.count <= commentLimit else { break }
            result.append(character)
        }
        return result
    }
}
