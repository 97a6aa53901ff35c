import Model

/// The keys of an element of a service's `servers`.
enum ServerFields: Int, ObjectFields {
    case name, address, weight, state, forwarding, connections, check, feedback

    static let table = ObjectTable(
        "real server", of: Self.self, "One of the servers that do a service's work.")

    var field: Field {
        switch self {
        case .name:
            Field(.name, required: true, "Unique in its service.")
        case .address:
            Field(
                .serverAddress, required: true,
                "Where the server is. Without a port, it is the one that the service listens on. "
                    + "An IPv6 address with a port is in brackets, and therefore in quotes.")
        case .weight:
            Field(
                .integer(0...65535), default: 1,
                "Share of new connections. 0: no new ones.")
        case .state:
            Field(
                .word(ServerState.allCases.map(\.rawValue)), default: "online",
                "What you want of it. online: it gets its share. drain: its connections go on, "
                    + "new ones go elsewhere. offline: it is drained, then removed. The weight is "
                    + "kept in all three.")
        case .forwarding:
            Field(
                .wordOrObject(ServiceFields.forwardingMethods, ForwardingFields.table),
                "How packets reach this server. Default: as the service says.")
        case .connections:
            Field(
                .objectOrOne(ConnectionFields.table, "upper"),
                "Limits on the server's connections.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "How this server is checked, where it is not as the service says.")
        case .feedback:
            Field(
                .wordOrObject(FeedbackFields.methods, FeedbackFields.table),
                "How this server is asked how busy it is, where it is not as the service says.")
        }
    }
}

/// The keys of a server's `connections`.
enum ConnectionFields: Int, ObjectFields {
    case upper, lower

    static let table = ObjectTable(
        "connection limit", of: Self.self,
        "Thresholds of connections at one server (ipvsadm -x and -y).")

    var field: Field {
        switch self {
        case .upper:
            Field(
                .integer(0...65535), default: 0,
                "At this number of connections the server gets no more. 0: no limit.")
        case .lower:
            Field(
                .integer(0...65535), default: 0,
                "Below this number it gets connections again. At most upper. 0: three quarters "
                    + "of upper.")
        }
    }
}
