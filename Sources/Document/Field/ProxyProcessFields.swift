import Model

/// The keys of `haproxy`.
enum ProxyProcessFields: Int, ObjectFields {
    case hardStopAfter, maxReloads, log, raw

    static let table = ObjectTable(
        "HAProxy section", of: Self.self, "Settings of the HAProxy process.")

    var field: Field {
        switch self {
        case .hardStopAfter:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(7, .days))),
                "Time after which the connections of a replaced configuration are closed. "
                    + "Default: never.")
        case .maxReloads:
            Field(
                .integer(1...100_000), default: 300,
                "Number of reloads that a connection survives. Each reload leaves an old worker "
                    + "behind, with its memory, until its last connection ends. A worker that has "
                    + "seen more reloads is ended with its connections.")
        case .log:
            Field(
                .wordOrObject(AccessLogFields.words, AccessLogFields.table), default: "off",
                "Access log of proxies and sslServices without a log of their own.")
        case .raw:
            Field(
                .textList(ProxyFields.lines),
                "Lines of HAProxy's configuration language for its global section.")
        }
    }
}
