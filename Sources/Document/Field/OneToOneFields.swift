/// The keys of an element of `firewall.nat.oneToOne`.
enum OneToOneFields: Int, ObjectFields {
    case external, `internal`, interface

    static let table = ObjectTable(
        "one-to-one translation", of: Self.self,
        "An external address that stands for an internal one, in both directions.")

    var field: Field {
        switch self {
        case .external:
            Field(
                .address, required: true,
                "Address of the clients' packets: a virtual address without services.")
        case .internal: Field(.address, required: true, "Address of the internal host.")
        case .interface: Field(.interface, required: true, "Interface to the clients.")
        }
    }
}
