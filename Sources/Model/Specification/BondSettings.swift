import Addresses

/// The settings of a bond: several interfaces that act as one.
///
/// Source: the kernel's `Documentation/networking/bonding.rst`.
public struct BondSettings: Sendable, Hashable {
    /// The distribution of frames among the members.
    public enum Mode: Int, Sendable, Hashable, CaseIterable {
        case balanceRR
        case activeBackup
        case balanceXOR
        case broadcast
        case ieee8023AD
        case balanceTLB
        case balanceALB

        /// The kernel's word.
        public var word: String {
            switch self {
            case .balanceRR: "balance-rr"
            case .activeBackup: "active-backup"
            case .balanceXOR: "balance-xor"
            case .broadcast: "broadcast"
            case .ieee8023AD: "802.3ad"
            case .balanceTLB: "balance-tlb"
            case .balanceALB: "balance-alb"
            }
        }

        /// The mode with this word; nil: none.
        public init?(word: String) {
            guard let mode = Self.allCases.first(where: { $0.word == word }) else { return nil }
            self = mode
        }
    }

    /// The mode.
    public var mode: Mode
    /// The members.
    public var members: [String]
    /// The preferred member; nil: none.
    public var primary: String?
    /// IPv4 addresses that a working member reaches.
    public var arpTargets: [IPv4Address]
    /// The options that differ from ``BondOption/usual``.
    public var options: [BondOption: Int]

    /// Creates settings.
    public init(
        mode: Mode, members: [String], primary: String? = nil, arpTargets: [IPv4Address] = [],
        options: [BondOption: Int] = [:]
    ) {
        self.mode = mode
        self.members = members
        self.primary = primary
        self.arpTargets = arpTargets
        self.options = options
    }

    /// The value of an option.
    public subscript(option: BondOption) -> Int { options[option] ?? option.usual }
}
