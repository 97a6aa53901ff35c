/// The keys of a proxy's `proxyProtocol` when it is a mapping.
enum ProxyProtocolFields: Int, ObjectFields {
    case from

    static let table = ObjectTable(
        "PROXY protocol section", of: Self.self,
        "Senders of the PROXY protocol.")

    var field: Field {
        switch self {
        case .from:
            Field(
                .textList(2...49), required: true,
                "Addresses and networks whose connections begin with the PROXY protocol. "
                    + "Connections from other addresses are clients themselves.")
        }
    }
}
