import Model

extension SpecDecoder {
    /// The definition of a field in its table.
    func definition<Fields: ObjectFields>(_ field: Fields) -> Field {
        Fields.table.fields[field.rawValue]
    }

    /// The bytes of a scalar; nil, with a finding, when the node has another kind.
    mutating func scalar(_ node: NodeIndex, _ field: Field) -> ArraySlice<UInt8>? {
        let isNull = isNull(node)
        guard tree.node(node).kind == .scalar, !isNull else {
            let hint = listHint(node, field)
            reportType(
                node, field.key, "\"\(field.key)\" has to be \(field.kind.noun)",
                hint: isNull
                    ? "write `\(field.key): \(field.kind.example)`, or remove the key"
                    : hint)
            return nil
        }
        refuseForeignTag(of: node, key: field.key)
        return tree.bytes(of: node)
    }

    /// A hint for a list in the place of a single address.
    private func listHint(_ node: NodeIndex, _ field: Field) -> String? {
        guard tree.node(node).kind == .sequence, case .endpoint = field.kind else { return nil }
        return "write one here, and another object with the same values for each other one"
    }

    /// A name; empty when it is missing or wrong.
    mutating func name<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> String {
        let definition = definition(field)
        guard let node = object[field], let bytes = scalar(node, definition) else { return "" }
        let text = String(decoding: bytes, as: UTF8.self)
        let rule: NameRule = if case .interface = definition.kind { .interface } else { .object }
        if let problem = rule.problem(with: text) {
            report(
                problem.code, at: node, definition.key,
                "\"\(definition.key)\" \(problem.message): \"\(text.quotable)\"",
                hint: rule.remedy(for: text))
        }
        return text
    }

    /// A number; the default when the key is missing or wrong.
    mutating func integer<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Int {
        optionalInteger(field, of: object) ?? definition(field).fallbackInteger
    }

    /// A number; nil when the key is missing or wrong.
    mutating func optionalInteger<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Int? {
        guard let node = object[field] else { return nil }
        let definition = definition(field)
        guard case .integer(let range) = definition.kind else {
            preconditionFailure("\(definition.key) is read as the number that it is")
        }
        return integer(node, definition, in: range)
    }

    /// A number in a range; nil, with a finding, when the node is no such number.
    mutating func integer(_ node: NodeIndex, _ field: Field, in range: ClosedRange<Int>) -> Int? {
        guard let bytes = scalar(node, field) else { return nil }
        let written = tree.node(node)
        guard written.style == .plain, written.tag != .string else {
            reportType(
                node, field.key, "\"\(field.key)\" has to be a number, without quotes or tags")
            return nil
        }
        guard let number = IntegerText(bytes) else {
            let text = String(decoding: bytes, as: UTF8.self)
            report(
                .malformed, at: node, field.key,
                "\"\(field.key)\" has to be a plain decimal number, not \"\(text.quotable)\"",
                hint: IntegerText.intended(by: text))
            return nil
        }
        guard range.contains(number.value) else {
            report(
                .outOfRange, at: node, field.key,
                "\"\(field.key)\" has to be in \(range.lowerBound)...\(range.upperBound); this is "
                    + String(decoding: bytes, as: UTF8.self).quotable,
                hint: field.key == "weight" && range == ProxyServer.weights
                    ? "in a proxy a weight is 0...256" : nil)
            return nil
        }
        return number.value
    }

    /// `true` or `false`; the default when the key is missing or wrong.
    mutating func boolean<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Bool {
        let definition = definition(field)
        let fallback = definition.fallback == .boolean(true)
        guard let node = object[field], let bytes = scalar(node, definition) else {
            return fallback
        }
        let written = tree.node(node)
        guard written.style == .plain, written.tag != .string else {
            reportType(
                node, definition.key,
                "\"\(definition.key)\" has to be true or false, "
                    + "without quotes or tags")
            return fallback
        }
        if bytes.elementsEqual("true".utf8) { return true }
        if bytes.elementsEqual("false".utf8) { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        let meaning: String? =
            switch text.lowercased() {
            case "yes", "on", "y", "1", "true", "enabled": "true"
            case "no", "off", "n", "0", "false", "disabled": "false"
            default: Suggestion.nearest(to: text, among: ["true", "false"])
            }
        report(
            .unknownValue, at: node, definition.key,
            "\"\(definition.key)\" has to be true or false, not \"\(text.quotable)\"",
            hint: meaning.map { "write `\(definition.key): \($0)`" })
        return fallback
    }

    /// One of the words of the field; the default when the key is missing or wrong.
    mutating func word<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> String {
        let definition = definition(field)
        guard let node = object[field] else { return definition.fallbackText }
        return word(node, definition) ?? definition.fallbackText
    }

    /// One of the words of the field; nil, with a finding, for any other word.
    mutating func word(_ node: NodeIndex, _ field: Field) -> String? {
        guard let bytes = scalar(node, field) else { return nil }
        if let word = field.kind.words.first(where: { $0.utf8.elementsEqual(bytes) }) {
            return word
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = field.kind.words
        report(
            .unknownValue, at: node, field.key,
            "\"\(text.quotable)\" is not a value of \"\(field.key)\"",
            hint: (Suggestion.synonym(of: text, among: words)
                ?? Suggestion.nearest(to: text, among: words)).map { "did you mean \"\($0)\"?" }
                ?? "write one of: \(words.joined(separator: ", "))")
        return nil
    }
}

extension Field {
    /// The default as a number; 0 when it is no number.
    var fallbackInteger: Int {
        if case .integer(let number) = fallback { number } else { 0 }
    }

    /// The default as a text; empty when it is no text.
    var fallbackText: String {
        if case .text(let text) = fallback { text } else { "" }
    }
}

extension FieldKind {
    /// The words that the value, or its elements, can have.
    var words: [String] {
        switch self {
        case .word(let words), .words(let words), .wordOrObject(let words, _),
            .wordOrInteger(let words, _), .wordOrIntegerOrObject(let words, _, _),
            .wordOrServerAddress(let words), .wordOrDuration(let words, _),
            .serverAddressOrWordOrObject(let words, _):
            words
        default: []
        }
    }
}
