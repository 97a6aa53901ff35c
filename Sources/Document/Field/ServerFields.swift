import Model

/// The keys of an element of a service's `servers`.
enum ServerFields: Int, ObjectFields {
    case name, address, weight, state, forwarding, connections, check, feedback

    static let table = ObjectTable(
        "real server", of: Self.self, "A real server of a service.")

    var field: Field {
        switch self {
        case .name:
            Field(.name, required: true, "Unique in its service.")
        case .address:
            Field(
                .serverAddress, required: true,
                "Address of the server. Default port: the port of the service's listen. An IPv6 "
                    + "address with a port needs brackets, and therefore quotes.")
        case .weight:
            Field(
                .integer(0...65535), default: 1,
                "Share of new connections. 0: no new connections.")
        case .state:
            Field(
                .word(ServerState.allCases.map(\.rawValue)), default: "online",
                "Wanted state. online: the server gets its share. drain: open connections "
                    + "continue, new ones go to other servers. offline: the server is drained, "
                    + "then removed. The weight is kept in all three.")
        case .forwarding:
            Field(
                .wordOrObject(ServiceFields.forwardingMethods, ForwardingFields.table),
                "How packets reach this server. Default: as for the service.")
        case .connections:
            Field(
                .objectOrOne(ConnectionFields.table, "upper"),
                "Limits on the number of connections.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "Check of this server, where it differs from the service's.")
        case .feedback:
            Field(
                .wordOrObject(FeedbackFields.methods, FeedbackFields.table),
                "Feedback of this server, where it differs from the service's.")
        }
    }
}
