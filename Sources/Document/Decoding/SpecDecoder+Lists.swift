import Model

extension SpecDecoder {
    /// The elements of a list, or a single value in place of the list; invalid elements are
    /// omitted.
    mutating func elements<Fields: ObjectFields, Element>(
        _ field: Fields, of object: ObjectReader<Fields>,
        _ decoded: (inout SpecDecoder, NodeIndex, Field) -> Element?
    ) -> [Element] {
        guard let node = object[field] else { return [] }
        let definition = definition(field)
        guard tree.node(node).kind == .sequence else {
            return decoded(&self, node, definition).map { [$0] } ?? []
        }
        refuseForeignTag(of: node, key: definition.key)
        if tree.node(node).count == 0, definition.isRequired {
            report(
                .outOfRange, at: node, definition.key,
                "\"\(definition.key)\" has to have at least one element")
        }
        trail.append(.key(definition.key))
        defer { trail.removeLast() }
        return tree.elements(of: node).enumerated().compactMap { position, element in
            trail.append(.index(position))
            defer { trail.removeLast() }
            return decoded(&self, element, definition)
        }
    }

    /// Texts without control characters; invalid ones are omitted.
    mutating func texts<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> [String] {
        guard case .textList(let range) = definition(field).kind else {
            preconditionFailure("\(definition(field).key) is read as the texts that it is")
        }
        return elements(field, of: object) { decoder, node, definition in
            decoder.text(node, definition, range).flatMap {
                decoder.checkedLine($0, at: node, definition)
            }
        }
    }

    /// A text without control characters; nil when the key is missing or wrong.
    mutating func line<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> String? {
        guard let text = text(field, of: object), let node = object[field] else { return nil }
        return checkedLine(text, at: node, definition(field))
    }

    /// Names and texts; invalid ones are omitted.
    ///
    /// For headers of requests and parameters of queries, whose names are free.
    mutating func pairs<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> [Check.Header] {
        guard let node = object[field] else { return [] }
        let definition = definition(field)
        guard tree.node(node).kind == .mapping else {
            reportType(
                node, definition.key, "\"\(definition.key)\" has to be a mapping of texts",
                hint: "write `\(definition.key): \(definition.kind.example)`")
            return []
        }
        var pairs: [Check.Header] = []
        for (key, value) in tree.entries(of: node) {
            guard tree.node(key).kind == .scalar, let bytes = scalar(value, definition),
                let name = checkedLine(tree.text(of: key), at: key, definition),
                let text = checkedLine(
                    String(decoding: bytes, as: UTF8.self), at: value, definition)
            else { continue }
            pairs.append(Check.Header(name: name, value: text))
        }
        return pairs
    }

    private mutating func checkedLine(
        _ text: String, at node: NodeIndex, _ field: Field
    ) -> String? {
        let isLine = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
        if isLine { return text }
        report(
            .malformed, at: node, field.key,
            "\"\(field.key)\" may have no line breaks and no control characters",
            hint: "write it on one line")
        return nil
    }
}
