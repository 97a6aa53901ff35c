import Model

/// The keys of `hsts`.
enum HSTSFields: Int, ObjectFields {
    case maxAge, includeSubdomains

    static let table = ObjectTable(
        "HSTS section", of: Self.self,
        "Strict-Transport-Security: the promise that the site supports TLS.")

    var field: Field {
        switch self {
        case .maxAge:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(3650, .days))),
                default: "365d", "Time for which browsers use TLS only.")
        case .includeSubdomains:
            Field(.boolean, default: false, "Whether the promise includes subdomains.")
        }
    }
}
