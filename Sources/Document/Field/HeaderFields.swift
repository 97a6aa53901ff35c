import Model

/// The keys of `headers` of a proxy.
enum HeaderFields: Int, ObjectFields {
    case request, response

    static let table = ObjectTable(
        "headers section", of: Self.self, "Headers to set or remove.")

    var field: Field {
        switch self {
        case .request: Field(.object(HeaderEditFields.table), "Changes to requests.")
        case .response: Field(.object(HeaderEditFields.table), "Changes to responses.")
        }
    }
}
