import Addresses
import Model

/// The keys of an element of `firewall.blocklists`.
enum BlocklistFields: Int, ObjectFields {
    case name, file, family

    static let table = ObjectTable(
        "blocklist", of: Self.self,
        "A file of networks whose packets to the nodes are dropped, except those of "
            + "administrators and nodes of a lock-down.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name, required: true,
                "Unique among the blocklists: at most \(FirewallSet.nameLimit) letters, digits, "
                    + "-, _ and dots.")
        case .file:
            Field(
                .text(1...4096), required: true,
                "File with an address or network in each line, and comments after # or ;. "
                    + "Relative paths begin at the document. It is read again when it changes.")
        case .family:
            Field(
                .word(AddressFamily.allCases.map(\.rawValue)),
                "The only family of its networks. Default: both.")
        }
    }
}
