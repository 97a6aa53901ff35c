import Model

/// The keys of an element of `servers` of a proxy or a route.
enum ProxyServerFields: Int, ObjectFields {
    case name, address, weight, state, backup, check, feedback, maxConnections, proxyProtocol, tls,
        http2

    static let table = ObjectTable(
        "proxy server", of: Self.self, "A server of a proxy.")

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique in its proxy, routes included.")
        case .address:
            Field(
                .serverAddress, required: true,
                "Address of the server. Default port: the first port of the proxy's listen.")
        case .weight:
            Field(
                .integer(ProxyServer.weights), default: 1,
                "Share of new clients. 0: no new clients, and no returning ones. HAProxy limits "
                    + "weights to 256.")
        case .state:
            Field(
                .word(ServerState.allCases.map(\.rawValue)), default: "online",
                "Wanted state. online: the server gets its share. drain: its sessions continue, "
                    + "new and returning clients get another server. offline: the same, and it is "
                    + "not checked. The weight is kept in all three.")
        case .backup:
            Field(
                .boolean, default: false,
                "Whether the server gets clients only while all servers that are not backup are "
                    + "down. Of several, the first in the list that is up gets all clients.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "Check of this server. Only on, off, port, address, interval, downInterval, fall "
                    + "and rise can differ from the proxy's check.")
        case .feedback:
            Field(
                .wordOrObject(ProxyFeedbackFields.methods, ProxyFeedbackFields.table),
                "Feedback of this server, where it differs from the proxy's.")
        case .maxConnections:
            Field(
                .integer(1...1_000_000),
                "Maximum number of concurrent connections; further ones wait in a queue. "
                    + "Default: no limit.")
        case .proxyProtocol:
            Field(
                .word(ProxyServer.ProxyProtocol.allCases.map(\.rawValue)),
                "Version of the PROXY protocol header on connections to this server. Default: "
                    + "none.")
        case .tls:
            Field(.object(TLSFields.table), "TLS to this server. Default: no TLS.")
        case .http2:
            Field(
                .boolean, default: false,
                "Whether HTTP/2 is used to this server: negotiated by ALPN with tls, else "
                    + "without negotiation.")
        }
    }
}
