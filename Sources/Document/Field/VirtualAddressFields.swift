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
                "The address, with the prefix length of its subnet. It is added as /32 or /128, "
                    + "so that the host sends from its own address; with the subnet's length only "
                    + "to an interface of failover.virtualMac.")
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
