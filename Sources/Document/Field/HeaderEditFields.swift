import Model

/// The keys of `request` and `response` of `headers`.
enum HeaderEditFields: Int, ObjectFields {
    case set, remove

    static let table = ObjectTable(
        "header edit", of: Self.self, "Headers to set or remove in one direction.")

    var field: Field {
        switch self {
        case .set: Field(.texts, "Headers to set; existing values are replaced.")
        case .remove: Field(.textList(1...255), "Headers to remove.")
        }
    }
}
