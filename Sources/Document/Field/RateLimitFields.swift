import Model

/// The keys of `rateLimit`.
enum RateLimitFields: Int, ObjectFields {
    case requests, connections, concurrent, period, ipv6Prefix

    static let table = ObjectTable(
        "rate limit", of: Self.self,
        "Limits per client address. Requests above the limit are answered with 429; connections "
            + "above the limit are closed.")

    private static let counts = 1...10_000_000

    var field: Field {
        switch self {
        case .requests:
            Field(
                .integer(Self.counts),
                "Maximum number of requests per period. Mode http. Default: no limit.")
        case .connections:
            Field(
                .integer(Self.counts),
                "Maximum number of new connections per period; connections of trusted proxies do "
                    + "not count. Default: no limit.")
        case .concurrent:
            Field(
                .integer(Self.counts),
                "Maximum number of concurrent connections; connections of trusted proxies do not "
                    + "count. After a reload, connections of earlier workers do not count either. "
                    + "Default: no limit.")
        case .period:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(1, .days))),
                default: "10s", "Length of a period.")
        case .ipv6Prefix:
            Field(
                .integer(1...128), default: 64,
                "Prefix length that identifies an IPv6 client: a site usually has a network of "
                    + "64 bits, with any number of addresses.")
        }
    }
}
