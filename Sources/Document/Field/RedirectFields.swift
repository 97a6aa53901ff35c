import Model

/// The keys of `redirect` of a route.
enum RedirectFields: Int, ObjectFields {
    case to, status, keepPath

    static let table = ObjectTable("redirect", of: Self.self, "Redirects the client.")

    var field: Field {
        switch self {
        case .to: Field(.text(1...1024), required: true, "Target: a URL, or a path.")
        case .status:
            Field(
                .integer(301...308), default: 302,
                "Status of the redirect: 301, 302, 303, 307 or 308.")
        case .keepPath:
            Field(
                .boolean, default: false,
                "Whether the path and query of the request are appended to the target. A slash "
                    + "at the end of to replaces the first slash of the path.")
        }
    }
}
