import Foundation

/// A JSON value, its kinds kept apart.
package indirect enum JSON: Decodable, Equatable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// The value of this text.
    package init(_ text: String) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    package subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    package var texts: [String]? {
        guard case .list(let elements) = self else { return nil }
        return elements.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// The word of JSON Schema for its kind.
    package var kind: String {
        switch self {
        case .null: "null"
        case .flag: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .text: "string"
        case .list: "array"
        case .object: "object"
        }
    }
}

/// Checks values against a JSON Schema, by the keywords that the schemas of outputs use.
///
/// A keyword that it does not know is a mistake too, so that none is passed over in silence.
package final class SchemaCheck {
    private let root: JSON
    private var patterns: [String: Regex<AnyRegexOutput>] = [:]
    /// The keys of objects that a value had: `step.action`.
    package private(set) var seen: Set<String> = []
    /// The mistakes, each with the place of the value.
    package private(set) var mistakes: [String] = []

    /// A check by this schema.
    package init(_ text: String) throws {
        root = try JSON(text)
    }

    /// The keys of all objects in the schema: `step.action`.
    package var keys: Set<String> {
        var keys = Set((root["properties"]?.members ?? [:]).keys.map { ".\($0)" })
        for (name, definition) in root["$defs"]?.members ?? [:] {
            keys.formUnion((definition["properties"]?.members ?? [:]).keys.map { "\(name).\($0)" })
        }
        return keys
    }

    /// Checks a value.
    package func check(_ text: String) throws {
        check(try JSON(text), root, "", of: "")
    }

    private static let annotations: Set<String> = ["$schema", "$defs", "description", "title"]

    private func check(_ value: JSON, _ schema: JSON, _ path: String, of name: String) {
        guard let keywords = schema.members else { return fail(path, "a schema is no object") }
        for (keyword, rule) in keywords where !Self.annotations.contains(keyword) {
            check(value, keyword, rule, schema, path, of: name)
        }
    }

    private func check(
        _ value: JSON, _ keyword: String, _ rule: JSON, _ schema: JSON, _ path: String,
        of name: String
    ) {
        switch (keyword, rule) {
        case ("type", .text(let kind)):
            // A whole number is a number too.
            if value.kind != kind, (value.kind, kind) != ("integer", "number") {
                fail(path, "\(value.kind) in place of \(kind)")
            }
        case ("type", .list):
            if rule.texts?.contains(value.kind) != true { fail(path, "\(value.kind)") }
        case ("enum", .list(let values)):
            if !values.contains(value) { fail(path, "\(value) is none of \(values)") }
        case ("const", _):
            if value != rule { fail(path, "\(value) is not \(rule)") }
        case ("minimum", .integer(let least)):
            if case .integer(let number) = value, number < least { fail(path, "\(number)") }
        case ("pattern", .text(let pattern)):
            if case .text(let text) = value, !matches(text, pattern) {
                fail(path, "\(text) does not match \(pattern)")
            }
        case ("items", _):
            guard case .list(let elements) = value else { return }
            for (position, element) in elements.enumerated() {
                check(element, rule, "\(path)[\(position)]", of: name)
            }
        case ("properties", .object(let properties)):
            for (key, member) in value.members ?? [:] {
                guard let property = properties[key] else { continue }
                seen.insert("\(name).\(key)")
                check(member, property, "\(path).\(key)", of: name)
            }
        case ("required", .list):
            for key in rule.texts ?? [] where value[key] == nil { fail(path, "no \(key)") }
        case ("additionalProperties", _):
            checkOthers(value, rule, schema, path, of: name)
        case ("oneOf", .list(let schemas)):
            let fitting = schemas.count { isGood(value, $0) }
            if fitting != 1 { fail(path, "\(value) fits \(fitting) of oneOf") }
        case ("$ref", .text(let reference)):
            let target = String(reference.dropFirst("#/$defs/".count))
            guard let definition = root["$defs"]?[target] else {
                return fail(path, "no definition \(reference)")
            }
            check(value, definition, path, of: target)
        default: fail(path, "the keyword \(keyword) is not known here")
        }
    }

    private func checkOthers(
        _ value: JSON, _ rule: JSON, _ schema: JSON, _ path: String, of name: String
    ) {
        let known = schema["properties"]?.members ?? [:]
        for (key, member) in value.members ?? [:] where known[key] == nil {
            if rule == .flag(false) {
                fail(path, "the key \(key) is not in the schema")
            } else {
                check(member, rule, "\(path).\(key)", of: name)
            }
        }
    }

    private func isGood(_ value: JSON, _ schema: JSON) -> Bool {
        let former = mistakes
        defer { mistakes = former }
        check(value, schema, "", of: "")
        return mistakes == former
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        if patterns[pattern] == nil { patterns[pattern] = try? Regex(pattern) }
        guard let regex = patterns[pattern] else { return false }
        return text.contains(regex)
    }

    private func fail(_ path: String, _ reason: String) {
        if mistakes.count < 20 { mistakes.append("\(path): \(reason)") }
    }
}

extension JSON {
    /// The members of an object; nil: it is none.
    package var members: [String: JSON]? {
        if case .object(let members) = self { members } else { nil }
    }
}
