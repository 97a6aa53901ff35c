import Model

/// The keys of `forwarding` when it is a mapping.
enum ForwardingFields: Int, ObjectFields {
    case method, port, checksum

    static let table = ObjectTable(
        "forwarding method", of: Self.self, "How packets reach a server, with parameters.")

    /// Port of Generic UDP Encapsulation.
    ///
    /// Source: IANA service names and port numbers.
    static let tunnelPort = 6080

    var field: Field {
        switch self {
        case .method:
            Field(.word(ServiceFields.forwardingMethods), required: true, "Forwarding method.")
        case .port:
            Field(
                .integer(1...65535), default: .integer(Self.tunnelPort),
                "Destination port of the tunnel at the server. Only with gue.")
        case .checksum:
            Field(
                .word(TunnelChecksum.allCases.map(\.rawValue)), default: "none",
                "Checksum of the tunnel's outer header. Only with gre and gue; remote (remote "
                    + "checksum offload) only with gue.")
        }
    }
}
