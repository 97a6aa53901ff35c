import Model

/// Returns the JSON Schema of an output of a command.
///
/// **Shape:** JSON Schema draft 2020-12. It lists every key that this version of the program
/// writes, so that a check of an output by it finds keys that the schema lacks.
public func jsonSchema(of shape: RecordShape) -> String {
    var schema = RecordSchema()
    let root = schema.object(shape)
    return JSONValue.object(
        [("$schema", "https://json-schema.org/draft/2020-12/schema")] + root
            + [("$defs", .object(schema.definitions))]
    ).text() + "\n"
}

/// Returns the schemas of a form for an OpenAPI document: its own, then those of its objects.
///
/// **Shape:** the objects have the names `NAME.OBJECT`, and refer to each other by
/// `#/components/schemas/`.
public func componentSchemas(
    of shape: RecordShape, named name: String
) -> [(key: String, value: JSONValue)] {
    var schema = RecordSchema(prefix: "#/components/schemas/\(name).")
    let root = schema.object(shape)
    return [(name, .object(root))]
        + schema.definitions.map { ("\(name).\($0.key)", $0.value) }
}

/// The schema of an output while it is put together.
private struct RecordSchema {
    /// Each object once, in the order in which the shapes mention them.
    var definitions: [(key: String, value: JSONValue)] = []
    private var names: Set<String> = []

    /// The start of every reference.
    private let prefix: String

    init(prefix: String = "#/$defs/") {
        self.prefix = prefix
    }

    mutating func object(_ shape: RecordShape) -> [(key: String, value: JSONValue)] {
        let properties = shape.keys.map { key in
            let members = [("description", JSONValue.text(key.meaning))] + value(key.value)
            return (key: key.name, value: JSONValue.object(members))
        }
        let required = shape.keys.filter(\.isRequired).map { JSONValue.text($0.name) }
        return [
            ("description", .text(shape.meaning)), ("type", "object"),
            ("properties", .object(properties)), ("required", .list(required)),
            ("additionalProperties", false),
        ]
    }

    private mutating func value(_ shape: ValueShape) -> [(key: String, value: JSONValue)] {
        switch shape {
        case .text: return [("type", "string")]
        case .matching(let pattern): return [("type", "string"), ("pattern", .text(pattern))]
        case .word(let words): return [("enum", .list(words.map { .text($0) }))]
        case .integer: return [("type", "integer")]
        case .count: return [("type", "integer"), ("minimum", 0)]
        case .number: return [("type", "number")]
        case .constant(let number): return [("const", .integer(number))]
        case .flag: return [("type", "boolean")]
        case .scalar: return [("type", .list(["string", "integer", "boolean"]))]
        case .list(let element):
            return [("type", "array"), ("items", .object(value(element)))]
        case .map(let element):
            return [("type", "object"), ("additionalProperties", .object(value(element)))]
        case .either(let shapes):
            return [("oneOf", .list(shapes.map { .object(value($0)) }))]
        case .record(let record): return [("$ref", reference(record))]
        }
    }

    private mutating func reference(_ shape: RecordShape) -> JSONValue {
        if names.insert(shape.name).inserted {
            let position = definitions.count
            definitions.append((shape.name, .object([])))
            definitions[position].value = .object(object(shape))
        }
        return .text(prefix + shape.name)
    }
}
