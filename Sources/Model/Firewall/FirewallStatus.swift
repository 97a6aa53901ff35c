import Addresses

/// Ballast's rules of one family, wanted and found.
public struct FirewallStatus: Sendable, Hashable, Codable {
    /// The address family.
    public var family: AddressFamily
    /// The number of wanted rules; nil: none.
    public var want: Int?
    /// The number of rules on the host; nil: none.
    public var got: Int?
    /// The rules that differ, in the form of ``FirewallRuleset/changes(from:)``; nil: none.
    public var changes: [String]?
    /// The variant of iptables with Ballast's rules; nil: unknown.
    public var backend: FirewallBackend?
    /// The reason that the rules are unknown or can't be loaded; nil: none.
    public var fault: String?

    /// Creates a status.
    ///
    /// - Parameters:
    ///   - want: the wanted rules; nil: none.
    ///   - got: the rules on the host; nil: none.
    public init(
        _ family: AddressFamily, want: FirewallRuleset?, got: FirewallRuleset?,
        in backend: FirewallBackend? = nil, fault: String? = nil
    ) {
        self.family = family
        self.want = want?.count
        self.got = got?.count
        self.backend = backend
        self.fault = fault
        guard want != got, fault == nil else { return }
        let rules = want ?? FirewallRuleset(family)
        changes = Array(rules.changes(from: got).prefix(Self.changeLimit))
    }

    /// The greatest number of differences in a status.
    private static let changeLimit = 20

    /// Whether the host has the wanted rules.
    public var isFulfilled: Bool { changes == nil && fault == nil }

    /// "firewall ipv4: 14 rules in iptables-nft".
    public var line: String {
        let name = "firewall \(family.rawValue)"
        if let fault { return "\(name): \(fault)" }
        guard let changes else {
            return "\(name): \(counted(got ?? 0, "rule"))"
                + (backend.map { " in \($0.program)" } ?? "")
        }
        switch (want, got) {
        case (let want?, nil): return "\(name): not loaded, \(counted(want, "rule")) wanted"
        case (nil, let got?): return "\(name): \(counted(got, "rule")) to be removed"
        default:
            let difference = changes.first ?? "the order of its rules"
            return "\(name): differs from the document: \(difference)"
        }
    }
}
