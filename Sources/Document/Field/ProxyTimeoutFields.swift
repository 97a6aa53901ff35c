import Model

/// The keys of `timeouts` of a proxy.
enum ProxyTimeoutFields: Int, ObjectFields {
    case connect, client, server, queue, httpRequest, keepAlive, tunnel

    static let table = ObjectTable(
        "timeouts section", of: Self.self, "Timeouts of the parts of a connection.")

    /// Range of HAProxy's timeouts.
    static let range = DurationRule.haproxy(
        DurationText(1, .milliseconds)...DurationText(24, .days))

    var field: Field {
        switch self {
        case .connect: Self.field("5s", "Maximum time until a connection to a server is open.")
        case .client: Self.field("1m", "Maximum inactivity of a client.")
        case .server: Self.field("1m", "Maximum inactivity of a server.")
        case .queue: Self.field("30s", "Maximum time in the queue for a server.")
        case .httpRequest:
            Self.field(
                "10s",
                "Maximum time until the head of a request is complete.")
        case .keepAlive: Self.field("10s", "Maximum time between two requests on a connection.")
        case .tunnel:
            Field(
                .duration(Self.range),
                "Maximum inactivity in both directions after an upgrade, such as WebSocket; "
                    + "default 1h. In mode tcp: of each connection, instead of client and "
                    + "server; default: none.")
        }
    }

    private static func field(_ usual: Field.Fallback, _ documentation: String) -> Field {
        Field(.duration(range), default: usual, documentation)
    }
}
