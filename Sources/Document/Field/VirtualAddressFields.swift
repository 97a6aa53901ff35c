/// The keys of an element of `virtualAddresses`.
enum VirtualAddressFields: Int, ObjectFields {
    case address, interface, external, group

    static let table = ObjectTable(
        "virtual address", of: Self.self, "An address that clients connect to.")

    var field: Field {
        switch self {
        case .address:
            Field(
                .prefix, required: true,
                "The address and its prefix length on the interface.")
        case .interface:
            Field(
                .interface,
                "The interface of the address. An external address needs none.")
        case .external:
            Field(
                .boolean, default: false,
                "Whether another program, such as keepalived, adds the address to this host. "
                    + "Ballast then neither adds nor removes it.")
        case .group:
            Field(
                .name,
                "The failover group of the address. Default: the first of cluster.failover.groups.")
        }
    }
}
