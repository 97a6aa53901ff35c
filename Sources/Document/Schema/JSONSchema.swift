/// The JSON Schema of the document, for editors and generic validators.
///
/// **Shape:** JSON Schema draft 2020-12; each key with its documentation, default and range, in the
/// order of the tables. Rules that a schema cannot express (unique names, flags of one scheduler)
/// are only checked by ``parse(_:)``.
public func jsonSchema() -> String {
    JSONSchema().document.text() + "\n"
}

/// A schema under construction.
struct JSONSchema {
    /// The object definitions, each once, in the order of first use.
    private var definitions: [(key: String, value: JSONValue)] = []

    /// The whole schema.
    var document: JSONValue {
        var schema = self
        let root = schema.object(RootFields.table)
        return .object(
            [
                ("$schema", "https://json-schema.org/draft/2020-12/schema"),
                ("title", "Ballast document"),
            ] + root + [("$defs", .object(schema.definitions))])
    }

    private mutating func object(_ table: ObjectTable) -> [(key: String, value: JSONValue)] {
        var members: [(key: String, value: JSONValue)] = [
            ("description", .text(table.documentation)),
            ("type", "object"),
            (
                "properties",
                .object(table.fields.map { (key: $0.key, value: property($0)) })
            ),
        ]
        let required = table.fields.filter(\.isRequired).map { JSONValue.text($0.key) }
        if !required.isEmpty { members.append(("required", .list(required))) }
        members.append(("additionalProperties", false))
        return members + FieldKind.constraints(between: table)
    }

    private mutating func property(_ field: Field) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("description", .text(field.documentation))
        ]
        members += value(field.kind)
        switch field.fallback {
        case .integer(let number): members.append(("default", .integer(number)))
        case .text(let text): members.append(("default", .text(text)))
        case .boolean(let flag): members.append(("default", .boolean(flag)))
        case nil: break
        }
        return .object(members)
    }

    private mutating func value(_ kind: FieldKind) -> [(key: String, value: JSONValue)] {
        switch kind {
        case .object(let table):
            return [("$ref", reference(table))]
        case .objects(let table):
            return [("type", "array"), ("items", .object([("$ref", reference(table))]))]
        case .objectOrOne(let table, let key):
            let one = table.field(key).map { $0.kind.scalarSchema } ?? []
            return [
                (
                    "oneOf",
                    .list([.object(one), .object([("$ref", reference(table))])])
                )
            ]
        case .booleanOrObject(let table):
            return [
                (
                    "oneOf",
                    .list([
                        .object(FieldKind.boolean.scalarSchema),
                        .object([("$ref", reference(table))]),
                    ])
                )
            ]
        case .wordOrObject(let words, let table):
            return [
                (
                    "oneOf",
                    .list([
                        .object([("enum", .list(words.map { .text($0) }))]),
                        .object([("$ref", reference(table))]),
                    ])
                )
            ]
        case .wordOrIntegerOrObject(let words, let range, let table):
            return [
                (
                    "oneOf",
                    .list([
                        .object([("enum", .list(words.map { .text($0) }))]),
                        .object(FieldKind.number(range)),
                        .object([("$ref", reference(table))]),
                    ])
                )
            ]
        case .serverAddressOrWordOrObject(let words, let table):
            return [
                (
                    "oneOf",
                    .list([
                        .object([("enum", .list(words.map { .text($0) }))]),
                        .object(FieldKind.serverAddress.scalarSchema),
                        .object([("$ref", reference(table))]),
                    ])
                )
            ]
        default:
            return kind.scalarSchema
        }
    }

    private mutating func reference(_ table: ObjectTable) -> JSONValue {
        let name = table.name.split(separator: " ").enumerated().map { position, word in
            position == 0 ? word.lowercased() : word.prefix(1).uppercased() + word.dropFirst()
        }.joined()
        if !definitions.contains(where: { $0.key == name }) {
            let position = definitions.count
            definitions.append((name, .object([])))
            definitions[position].value = .object(object(table))
        }
        return .text("#/$defs/\(name)")
    }
}
