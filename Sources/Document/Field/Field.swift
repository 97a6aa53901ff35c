/// A key of an object, as used by the decoder, the suggestions and the JSON Schema.
struct Field: Sendable {
    /// The key, in camelCase.
    var key = ""
    /// The kind of its value.
    let kind: FieldKind
    /// Whether the key is mandatory.
    let isRequired: Bool
    /// The value when the key is absent; nil: no value.
    let fallback: Fallback?
    /// The description with its unit; it appears in the JSON Schema and the reference.
    let documentation: String

    /// Creates a field without its key, which ``ObjectTable`` sets.
    init(
        _ kind: FieldKind, required: Bool = false, default fallback: Fallback? = nil,
        _ documentation: String
    ) {
        self.kind = kind
        self.isRequired = required
        self.fallback = fallback
        self.documentation = documentation
    }

    /// A default.
    enum Fallback: Sendable, Hashable {
        /// A number.
        case integer(Int)
        /// A word, a duration, an address.
        case text(String)
        /// A boolean.
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
