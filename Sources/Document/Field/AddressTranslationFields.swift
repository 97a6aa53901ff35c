/// The keys of `firewall.nat`.
enum AddressTranslationFields: Int, ObjectFields {
    case masquerade, oneToOne, forwards, ftp

    static let table = ObjectTable(
        "address translation", of: Self.self,
        "Address translation for hosts behind the nodes.")

    var field: Field {
        switch self {
        case .masquerade:
            Field(
                .objects(MasqueradeFields.table),
                "Internal networks whose hosts reach others with the address of the node.")
        case .oneToOne:
            Field(
                .objects(OneToOneFields.table),
                "External addresses that stand for internal ones, in both directions.")
        case .forwards:
            Field(
                .objects(PortForwardFields.table),
                "Ports that are forwarded to internal hosts.")
        case .ftp:
            Field(
                .boolean,
                "Whether the kernel reads the FTP connections (port 21) of internal hosts, and "
                    + "translates the addresses in them and their data connections. Default: "
                    + "only those of a port forward to port 21.")
        }
    }
}
