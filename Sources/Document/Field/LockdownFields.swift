/// The keys of `firewall.lockdown`.
enum LockdownFields: Int, ObjectFields {
    case admin, ports, allow

    static let table = ObjectTable(
        "lock-down", of: Self.self, "Access to the nodes.")

    var field: Field {
        switch self {
        case .admin:
            Field(
                .textList(2...49), required: true,
                "Addresses and networks with access to the administration: ports, and the "
                    + "statistics page.")
        case .ports:
            Field(
                .ports,
                "TCP ports of the administration, beside those of this document. Default: 22. "
                    + "[]: none.")
        case .allow:
            Field(
                .objects(AllowanceFields.table),
                "Services that only some networks reach. Default: every client reaches all.")
        }
    }
}
