import Model

/// The keys of a check's `tls`.
enum TLSFields: Int, ObjectFields {
    case verify, ca, serverName

    static let table = ObjectTable(
        "TLS section", of: Self.self, "TLS settings of a check.")

    var field: Field {
        switch self {
        case .verify:
            Field(
                .boolean, default: false,
                "Whether the server's certificate must be valid: its chain, its name and its "
                    + "dates.")
        case .ca:
            Field(
                .text(1...4096),
                "File of trusted certificate authorities. Default: the system's.")
        case .serverName:
            Field(
                .text(1...255),
                "Server name to request (SNI) and to verify. Default: the virtual host.")
        }
    }
}
