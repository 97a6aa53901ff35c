/// The rights of an account or a token; each group has those of the groups before it.
///
/// **Source:** the groups of the appliance's manual.
public enum AccountGroup: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Reads everything but secrets.
    case report
    /// Also drains servers, sets them online and offline, and changes weights.
    case maintenance = "maint"
    /// Everything.
    case configuration = "conf"

    /// Compares by rights.
    public static func < (left: AccountGroup, right: AccountGroup) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .report: 0
        case .maintenance: 1
        case .configuration: 2
        }
    }
}

extension AccountGroup: CustomStringConvertible {
    /// The word in files and on the command line.
    public var description: String { rawValue }
}
