import Addresses

/// The variants of iptables on a host: the one with Ballast's rules, and the contents of the other.
public struct FirewallSupport: Sendable, Hashable {
    /// The variant in which Ballast keeps its rules.
    public var backend: FirewallBackend
    /// The reason for another variant than the host's own; nil: it is the host's own.
    public var reason: String?
    /// The variants in which other programs have rules.
    public var foreign: Set<FirewallBackend>
    /// The base chains of nf_tables with rules that iptables does not show.
    ///
    /// **Shape:** ascending.
    public var chains: [NetfilterChain] = []
    /// Ballast's rules in the other variant; families without any are missing.
    public var strays: [AddressFamily: FirewallRuleset]
    /// Families that the kernel does not have, and that need no rules.
    public var absent: Set<AddressFamily> = []
    /// Families whose rules can't be read.
    public var unreadable: Set<AddressFamily> = []
    /// The reason for the first of them, in words.
    public var obstacle: String?
    /// The greatest number of tracked connections, where that many are tracked or nearly so; nil:
    /// there is room.
    public var fullTracking: Int?

    /// Creates the variants of a host.
    public init(
        _ backend: FirewallBackend, because reason: String? = nil,
        foreign: Set<FirewallBackend> = [], strays: [AddressFamily: FirewallRuleset] = [:]
    ) {
        self.backend = backend
        self.reason = reason
        self.foreign = foreign
        self.strays = strays
    }

    /// Sentences for the operator: an unusual variant, rules of others in both, a
    /// full table of connections.
    public var notes: [String] {
        var notes: [String] = []
        if let obstacle { notes.append(obstacle) }
        if let reason {
            notes.append("the firewall uses \(backend.program): \(reason)")
        }
        if foreign.count > 1 {
            notes.append(
                "other programs have rules in iptables-nft and in iptables-legacy: a packet passes"
                    + " both; move them to one")
        } else if foreign.contains(backend.other) {
            notes.append(
                "other programs have rules in \(backend.other.program), the firewall of Ballast is"
                    + " in \(backend.program): a packet passes both")
        }
        if let note = chainNote { notes.append(note) }
        if let fullTracking {
            notes.append(
                "connection tracking is full: the kernel drops new connections beyond"
                    + " \(fullTracking), those of services too; as root: sysctl -w"
                    + " net.netfilter.nf_conntrack_max=\(fullTracking * 2)")
        }
        return notes
    }

    /// The note on base chains of nf_tables; nil: there are none.
    private var chainNote: String? {
        let shown = chains.prefix(Self.chainLimit).map { "\($0)" }.joined(separator: ", ")
        guard !chains.isEmpty else { return nil }
        let rest = chains.count - Self.chainLimit
        return "other programs have rules in tables of nf_tables that iptables does not show: "
            + shown + (rest > 0 ? " and \(rest) more" : "")
            + "; a packet passes them too, and only `nft list ruleset` shows what they do"
    }

    /// The most chains that a note names.
    private static let chainLimit = 4
}

extension FirewallSupport: Codable {
    private enum Key: CodingKey {
        case backend, reason, foreign, chains, strays, absent, unreadable, obstacle, fullTracking
    }

    /// Decodes the form of ``encode(to:)``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            try values.decode(FirewallBackend.self, forKey: .backend),
            because: try values.decodeIfPresent(String.self, forKey: .reason),
            foreign: Set(try values.decode([FirewallBackend].self, forKey: .foreign)),
            strays: try values.unique(FirewallRuleset.self, forKey: .strays, by: \.family))
        chains = try values.decodeIfPresent([NetfilterChain].self, forKey: .chains) ?? []
        absent = Set(try values.decodeIfPresent([AddressFamily].self, forKey: .absent) ?? [])
        unreadable = Set(
            try values.decodeIfPresent([AddressFamily].self, forKey: .unreadable) ?? [])
        obstacle = try values.decodeIfPresent(String.self, forKey: .obstacle)
        fullTracking = try values.decodeIfPresent(Int.self, forKey: .fullTracking)
    }

    /// Encodes variants and rules in their order.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(backend, forKey: .backend)
        try values.encodeIfPresent(reason, forKey: .reason)
        try values.encode(foreign.sorted(), forKey: .foreign)
        if !chains.isEmpty { try values.encode(chains, forKey: .chains) }
        try values.encode(strays.values.sorted { $0.family < $1.family }, forKey: .strays)
        if !absent.isEmpty { try values.encode(absent.sorted(), forKey: .absent) }
        if !unreadable.isEmpty { try values.encode(unreadable.sorted(), forKey: .unreadable) }
        try values.encodeIfPresent(obstacle, forKey: .obstacle)
        try values.encodeIfPresent(fullTracking, forKey: .fullTracking)
    }

    /// The form of the variants.
    public static let shape = RecordShape(
        "firewallSupport", "The variants of iptables on a host.",
        [
            .required(
                "backend", .words(of: FirewallBackend.self),
                "The variant in which Ballast keeps its rules."),
            .optional(
                "reason", .text,
                "Why it is another one than the host's own; absent: it is the host's own."),
            .required(
                "foreign", .list(.words(of: FirewallBackend.self)),
                "The variants in which other programs have rules."),
            .optional(
                "chains", .list(.record(NetfilterChain.shape)),
                "The base chains of nf_tables whose rules iptables does not show; absent: none."),
            .required(
                "strays", .list(.record(FirewallRuleset.shape)),
                "Ballast's rules in the other variant, which are removed."),
            .optional(
                "absent", .list(.words(of: AddressFamily.self)),
                "The families that the kernel does not have; absent: none."),
            .optional(
                "unreadable", .list(.words(of: AddressFamily.self)),
                "The families whose rules can't be read; absent: none."),
            .optional("obstacle", .text, "Why they can't be read."),
            .optional(
                "fullTracking", .count,
                "The greatest number of tracked connections, where that many are tracked or nearly "
                    + "so; absent: there is room."),
        ])
}
