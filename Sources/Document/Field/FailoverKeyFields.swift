/// The keys of an element of `cluster.failover.authentication.keys`.
enum FailoverKeyFields: Int, ObjectFields {
    case id, key, keyFile

    static let table = ObjectTable(
        "failover key", of: Self.self, "A secret that all nodes share, with its number.")

    var field: Field {
        switch self {
        case .id:
            Field(
                .integer(1...255), required: true,
                "Number of the key in packets, the same on every node.")
        case .key:
            Field(
                .text(32...132),
                "The secret: a text of 32...64 bytes, or hex: and two digits for each byte. It is "
                    + "never printed. Not with keyFile.")
        case .keyFile:
            Field(
                .text(1...4096),
                "File whose first line is the secret. The rules of passwordFile apply. Not with "
                    + "key.")
        }
    }
}
