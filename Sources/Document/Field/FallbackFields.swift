/// The keys of a service's `fallback` when it is a mapping.
enum FallbackFields: Int, ObjectFields {
    case address, forwarding

    static let table = ObjectTable(
        "fallback", of: Self.self, "Server that takes over when every server is down.")

    var field: Field {
        switch self {
        case .address:
            Field(
                .serverAddress, required: true,
                "Address of the fallback. Default port: the port of the service's listen.")
        case .forwarding:
            Field(
                .wordOrObject(ServiceFields.forwardingMethods, ForwardingFields.table),
                default: "gate", "How packets reach the fallback.")
        }
    }
}
