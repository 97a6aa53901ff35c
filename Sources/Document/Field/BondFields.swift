import Model

/// The keys of `bond` of an interface.
enum BondFields: Int, ObjectFields {
    case mode, members, primary, miimon, upDelay, downDelay, arpInterval, arpTargets
    case arpValidate, arpAllTargets, primaryReselect, failOverMAC, transmitHashPolicy
    case lacpRate, adSelect, minLinks, peerNotifications, resendIGMP, allMembersActive
    case packetsPerMember, learningInterval, dynamicBalance

    static let table = ObjectTable("bond", of: Self.self, "Several interfaces as one.")

    /// The option that a key sets; nil: none.
    var option: BondOption? { BondOption(rawValue: "\(self)") }

    private static let delay = FieldKind.duration(
        .kernel(DurationText(0, .seconds)...DurationText(1, .hours)))

    /// A key with the words of an option.
    private func words(_ option: BondOption, _ documentation: String) -> Field {
        let words = option.words ?? []
        return Field(.word(words), default: .text(words.first ?? ""), documentation)
    }

    var field: Field {
        switch self {
        case .mode:
            Field(
                .word(BondSettings.Mode.allCases.map(\.word)), required: true,
                "active-backup: one member carries the packets, another one replaces it. "
                    + "802.3ad: all carry them; the switch needs LACP. balance-rr, balance-xor, "
                    + "broadcast: the switch needs a static group. balance-tlb, balance-alb: no "
                    + "switch needs to know.")
        case .members: Field(.textList(1...15), required: true, "Its interfaces.")
        case .primary:
            Field(
                .interface,
                "Member that carries the packets while it works (active-backup, balance-tlb, "
                    + "balance-alb). Default: none is preferred.")
        case .miimon:
            Field(
                Self.delay,
                "Time between two looks at the carrier of the members. Default: 100ms; with "
                    + "arpInterval 0s, which is off.")
        case .upDelay:
            Field(
                Self.delay, default: "0s",
                "Time until a member with a new carrier is used; a multiple of miimon.")
        case .downDelay:
            Field(
                Self.delay, default: "0s",
                "Time until a member without a carrier is given up; a multiple of miimon.")
        case .arpInterval:
            Field(
                Self.delay, default: "0s",
                "Time between two ARP requests to arpTargets, in place of miimon.")
        case .arpTargets:
            Field(.addresses, "IPv4 addresses that a working member reaches, at most 16.")
        case .arpValidate:
            words(.arpValidate, "Members whose ARP answers must be for the bond.")
        case .arpAllTargets:
            words(.arpAllTargets, "Whether a working member reaches any or all of the targets.")
        case .primaryReselect:
            words(
                .primaryReselect,
                "When the primary member returns to its work: always, if it is better, or only "
                    + "after a failure of the other one.")
        case .failOverMAC:
            words(
                .failOverMAC,
                "Whether members have the hardware address of the bond (none), the bond that of "
                    + "its active member (active), or the active member alone that of the bond.")
        case .transmitHashPolicy:
            words(
                .transmitHashPolicy,
                "Fields of a packet that choose its member (balance-xor, 802.3ad, balance-tlb, "
                    + "balance-alb).")
        case .lacpRate:
            words(.lacpRate, "Rate of the LACP messages: each 30 s or each second (802.3ad).")
        case .adSelect:
            words(.adSelect, "Choice among groups of members (802.3ad).")
        case .minLinks:
            Field(
                .integer(0...64), default: 0,
                "Working members without which the bond has no carrier.")
        case .peerNotifications:
            Field(
                .integer(0...255), default: 1,
                "Announcements of the addresses after a change of the active member.")
        case .resendIGMP:
            Field(
                .integer(0...255), default: 1,
                "Memberships that are sent after a change of the active member.")
        case .allMembersActive:
            Field(
                .boolean, default: false,
                "Whether frames that arrive at inactive members are received.")
        case .packetsPerMember:
            Field(
                .integer(0...65_535), default: 1,
                "Packets for one member before the next; 0 is random (balance-rr).")
        case .learningInterval:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(24, .hours))),
                default: "1s",
                "Time between two frames by which switches learn (balance-tlb, balance-alb).")
        case .dynamicBalance:
            Field(
                .boolean, default: true,
                "Whether flows move to members with less load (balance-tlb, balance-alb).")
        }
    }
}
