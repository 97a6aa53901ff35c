/// The keys of a service's `fallback` when it is a mapping.
enum FallbackFields: Int, ObjectFields {
    case address, forwarding

    static let table = ObjectTable(
        "fallback", of: Self.self, "What serves clients when every server is down.")

    var field: Field {
        switch self {
        case .address:
            Field(
                .serverAddress, required: true,
                "Where it is. Without a port, it is the one that the service listens on.")
        case .forwarding:
            Field(
                .wordOrObject(ServiceFields.forwardingMethods, ForwardingFields.table),
                default: "gate", "How packets reach it.")
        }
    }
}

/// The keys of `holdingPage`.
enum HoldingPageFields: Int, ObjectFields {
    case file, html, retryAfter, whenOffline

    static let table = ObjectTable(
        "holding page", of: Self.self,
        "What clients are told while no server works. It is served with status 503. Without file "
            + "and html it is a page that comes with the program.")

    var field: Field {
        switch self {
        case .file:
            Field(
                .text(1...4096),
                "File of its HTML. A relative path begins at the document. A change is noticed.")
        case .html:
            Field(.text(1...65536), "Its HTML itself, instead of file.")
        case .retryAfter:
            Field(
                .duration(.any(DurationText(1, .seconds)...DurationText(1, .days))),
                default: "60s", "When clients are asked to come back.")
        case .whenOffline:
            Field(
                .boolean, default: false,
                "Whether this page, or another fallback, also serves while you have set every "
                    + "server of a service or proxy to drain or offline. false: their clients are "
                    + "refused, with status 503 by a proxy.")
        }
    }
}

/// The keys of a service's `quorum`.
enum QuorumFields: Int, ObjectFields {
    case low, high

    static let table = ObjectTable(
        "quorum", of: Self.self,
        "How much of a service has to work, as a sum of weights or a share of them in percent.")

    var field: Field {
        switch self {
        case .low:
            Field(.weightOrShare, "With less than this the quorum is lost. Default: 1.")
        case .high:
            Field(.weightOrShare, "With this much it is regained. Default: as low.")
        }
    }
}
