/// An option of a bond with a number as its value.
///
/// Source: `linux/if_link.h`, `IFLA_BOND_*`.
public enum BondOption: String, Sendable, Hashable, CaseIterable {
    case miimon, upDelay, downDelay, arpInterval, arpValidate, arpAllTargets, primaryReselect
    case failOverMAC, transmitHashPolicy, resendIGMP, peerNotifications, allMembersActive
    case minLinks, learningInterval, packetsPerMember, lacpRate, adSelect, dynamicBalance

    /// The value where the document has none.
    ///
    /// That of the kernel, except for `miimon`, which the kernel leaves off: a bond would never
    /// notice the loss of a member.
    public var usual: Int {
        switch self {
        case .miimon: 100
        case .resendIGMP, .peerNotifications, .learningInterval, .packetsPerMember,
            .dynamicBalance:
            1
        case .upDelay, .downDelay, .arpInterval, .arpValidate, .arpAllTargets, .primaryReselect,
            .failOverMAC, .transmitHashPolicy, .allMembersActive, .minLinks, .lacpRate, .adSelect:
            0
        }
    }

    /// The words of the values, from 0; nil: the value is a number.
    public var words: [String]? {
        switch self {
        case .arpValidate:
            ["none", "active", "backup", "all", "filter", "filter_active", "filter_backup"]
        case .arpAllTargets: ["any", "all"]
        case .primaryReselect: ["always", "better", "failure"]
        case .failOverMAC: ["none", "active", "follow"]
        case .transmitHashPolicy:
            ["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"]
        case .lacpRate: ["slow", "fast"]
        case .adSelect: ["stable", "bandwidth", "count"]
        case .allMembersActive, .dynamicBalance: ["false", "true"]
        case .miimon, .upDelay, .downDelay, .arpInterval, .resendIGMP, .peerNotifications,
            .minLinks, .learningInterval, .packetsPerMember:
            nil
        }
    }

    /// Whether a bond with members must be made anew for another value.
    ///
    /// Source: `drivers/net/bonding/bond_options.c`, `BOND_OPTFLAG_NOSLAVES` and `_IFDOWN`.
    public var isFixed: Bool {
        switch self {
        case .failOverMAC, .lacpRate, .adSelect, .dynamicBalance: true
        case .miimon, .upDelay, .downDelay, .arpInterval, .arpValidate, .arpAllTargets,
            .primaryReselect, .transmitHashPolicy, .resendIGMP, .peerNotifications,
            .allMembersActive, .minLinks, .learningInterval, .packetsPerMember:
            false
        }
    }

    /// The modes that have the option; nil: all.
    ///
    /// Source: `drivers/net/bonding/bond_options.c`, `unsuppmodes`.
    public var modes: Set<BondSettings.Mode>? {
        switch self {
        case .arpInterval, .arpValidate, .arpAllTargets:
            [.balanceRR, .activeBackup, .balanceXOR, .broadcast]
        case .primaryReselect: [.activeBackup, .balanceTLB, .balanceALB]
        case .failOverMAC: [.activeBackup]
        case .transmitHashPolicy: [.balanceXOR, .ieee8023AD, .balanceTLB, .balanceALB]
        case .learningInterval: [.balanceTLB, .balanceALB]
        case .packetsPerMember: [.balanceRR]
        case .lacpRate, .adSelect: [.ieee8023AD]
        case .dynamicBalance: [.balanceTLB, .balanceALB]
        case .miimon, .upDelay, .downDelay, .resendIGMP, .peerNotifications, .allMembersActive,
            .minLinks:
            nil
        }
    }

    /// A value as the document has it.
    public func text(of value: Int) -> String {
        if let words, words.indices.contains(value) { return words[value] }
        return [.miimon, .upDelay, .downDelay, .arpInterval].contains(self)
            ? "\(value)ms" : "\(value)"
    }
}
