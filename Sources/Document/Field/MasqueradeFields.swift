/// The keys of an element of `firewall.nat.masquerade`.
enum MasqueradeFields: Int, ObjectFields {
    case source, interface

    static let table = ObjectTable(
        "masquerade", of: Self.self,
        "An internal network whose hosts reach others with the address of the node.")

    var field: Field {
        switch self {
        case .source: Field(.prefix, required: true, "The internal network.")
        case .interface:
            Field(.interface, required: true, "Interface to the other networks.")
        }
    }
}
