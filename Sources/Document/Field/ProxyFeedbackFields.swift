import Model

/// The keys of a proxy's or a proxy server's `feedback` when it is a mapping.
enum ProxyFeedbackFields: Int, ObjectFields {
    case method, address, port, interval

    static let table = ObjectTable(
        "proxy feedback section", of: Self.self,
        "HAProxy's agent-check of the servers. The agent must send a percent sign: 92%.")

    /// The words of `method`.
    static let methods = ["agent", "none"]

    var field: Field {
        switch self {
        case .method:
            Field(
                .word(Self.methods), default: "agent",
                "How the load is read. agent: a TCP connection to the server's agent. none: not "
                    + "at all.")
        case .address:
            Field(.address, "Address of the agent. Default: the server's. Only for a server.")
        case .port: Field(.integer(1...65535), default: 3333, "Port of the agent.")
        case .interval:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                default: "2s", "Time between two requests, and maximum duration of each.")
        }
    }
}
