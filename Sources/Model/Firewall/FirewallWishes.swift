import Addresses

/// The firewall rules for this host by the document, and the packets that prove them.
public struct FirewallWishes: Sendable, Hashable {
    /// The rules by family; families without rules are missing.
    public var rules: [AddressFamily: FirewallRuleset]
    /// The sets of networks that the rules need.
    public var sets: [FirewallSet] = []
    /// Packets, with the decisions that the document requires of the rules.
    public var proofs: [FirewallProof]
    /// Whether packets to services that left the document need rules of their own.
    public var isLockedDown: Bool
    /// Services that left the document and are still on the host.
    public var leaving: Set<ServiceKey> = []

    /// Creates wishes.
    public init(
        rules: [AddressFamily: FirewallRuleset], proofs: [FirewallProof], isLockedDown: Bool
    ) {
        self.rules = rules
        self.proofs = proofs
        self.isLockedDown = isLockedDown
    }

    /// The families whose host settings the rules need: forwarding between interfaces.
    public var forwarded: [AddressFamily] {
        rules.values.filter { rules in
            rules.chains[.destinations] != nil || rules.chains[.sources] != nil
        }
        .map(\.family)
    }

    /// The kernel module with which the rules read FTP connections; nil: they read none.
    ///
    /// Translation needs a module of its own, which loads the other one.
    public var fileTransferModule: String? {
        let helpers = rules.values.flatMap { $0.chains[.helpers] ?? [] }
        guard helpers.contains(where: { $0.target == .fileTransferHelper }) else { return nil }
        return forwarded.isEmpty ? "nf_conntrack_ftp" : "nf_nat_ftp"
    }

    /// The interfaces of departure at which sources are translated.
    public var translatedInterfaces: Set<String> {
        Set(
            rules.values.flatMap { $0.chains[.sources] ?? [] }.compactMap(\.outInterface))
    }

    /// Whether both differ in more than the services that leave.
    public func isOther(than old: FirewallWishes?) -> Bool {
        rules != old?.rules || sets != old?.sets ?? []
    }
}
