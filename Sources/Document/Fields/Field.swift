/// One key of an object: what the decoder, the suggestions and the JSON Schema know of it.
struct Field: Sendable {
    /// The key, in camelCase.
    var key = ""
    /// What its value looks like.
    let kind: FieldKind
    /// Whether the object makes no sense without it.
    let isRequired: Bool
    /// What holds when it is absent; nil: nothing does.
    let fallback: Fallback?
    /// What it means, with its unit; it appears in the JSON Schema.
    let documentation: String

    /// A field without its key, which ``ObjectTable`` gives it.
    init(
        _ kind: FieldKind, required: Bool = false, default fallback: Fallback? = nil,
        _ documentation: String
    ) {
        self.kind = kind
        self.isRequired = required
        self.fallback = fallback
        self.documentation = documentation
    }

    /// A value that holds when the document gives none.
    enum Fallback: Sendable, Hashable {
        /// A number.
        case integer(Int)
        /// A word, a duration, an address.
        case text(String)
        /// Yes or no.
        case boolean(Bool)
    }
}

extension Field.Fallback: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral
{
    init(integerLiteral value: Int) { self = .integer(value) }
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
}
