import Model

/// The keys of `balance` when it is a mapping.
enum BalanceFields: Int, ObjectFields {
    case algorithm, header

    static let table = ObjectTable(
        "balance section", of: Self.self,
        "Algorithm that selects the server of the next connection or request.")

    var field: Field {
        switch self {
        case .algorithm:
            Field(
                .word(ProxyFields.balances), required: true,
                "Name of the algorithm.")
        case .header:
            Field(
                .text(1...255),
                "Header whose value selects the server. Only with header.")
        }
    }
}
