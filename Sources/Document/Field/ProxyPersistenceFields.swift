import Model

/// The keys of `persistence` of a proxy when it is a mapping.
enum ProxyPersistenceFields: Int, ObjectFields {
    case type, name, httpOnly, secure, sameSite, maxLife, maxIdle, timeout, ipv6Prefix

    static let table = ObjectTable(
        "proxy persistence", of: Self.self, "How a client stays with its server.")

    var field: Field {
        switch self {
        case .type: Field(.word(ProxyFields.persistences), required: true, "How.")
        case .name: Field(.text(1...64), default: "SERVERID", "Name of the cookie.")
        case .httpOnly:
            Field(.boolean, default: true, "Whether the cookie is hidden from scripts in the page.")
        case .secure:
            Field(.boolean, default: false, "Whether browsers send the cookie over TLS only.")
        case .sameSite:
            Field(
                .word(["strict", "lax", "none"]),
                "The SameSite attribute of the cookie. Default: chosen by the browser.")
        case .maxLife:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(365, .days))),
                "Maximum age of the cookie. Default: no limit.")
        case .maxIdle:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(365, .days))),
                "Maximum time since the client's last request. Default: no limit.")
        case .timeout:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(24, .days))),
                default: "30m",
                "Time after a client's last connection until its server is forgotten. Only with "
                    + "source and rdpCookie.")
        case .ipv6Prefix:
            Field(
                .integer(1...128), default: 64,
                "Prefix length that identifies an IPv6 client. Only with source.")
        }
    }
}
