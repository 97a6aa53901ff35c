import Expressions
import Model

extension SpecDecoder {
    /// A text; nil when the key is missing or wrong.
    mutating func text<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> String? {
        let definition = definition(field)
        guard case .text(let range) = definition.kind else {
            preconditionFailure("\(definition.key) is read as the text that it is")
        }
        return object[field].flatMap { text($0, definition, range) }
    }

    /// A text with a length in the given range; nil, with a finding, otherwise.
    mutating func text(
        _ node: NodeIndex, _ field: Field, _ range: ClosedRange<Int>
    ) -> String? {
        guard let bytes = scalar(node, field) else { return nil }
        guard range.contains(bytes.count) else {
            report(
                .outOfRange, at: node, field.key,
                "\"\(field.key)\" has to have \(range.lowerBound)...\(range.upperBound) bytes; "
                    + "this has \(bytes.count)")
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A regular expression; nil when the key is missing or wrong.
    mutating func expression<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> String? {
        guard let pattern = text(field, of: object), let node = object[field] else { return nil }
        guard let mistake = Expression.mistake(in: pattern) else { return pattern }
        report(
            .malformed, at: node, definition(field).key,
            "\"\(pattern.quotable)\" is no regular expression: \(mistake)", hint: mistake.hint)
        return nil
    }

    /// One of the words of the field; nil when the key is missing or wrong.
    mutating func optionalWord<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> String? {
        object[field].flatMap { word($0, definition(field)) }
    }

    /// A number of bytes; nil when the key is missing or wrong.
    mutating func size<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Int? {
        let definition = definition(field)
        guard case .size(let range) = definition.kind else {
            preconditionFailure("\(definition.key) is read as the size that it is")
        }
        guard let node = object[field], let bytes = scalar(node, definition) else { return nil }
        guard let size = SizeText(bytes) else {
            report(
                .malformed, at: node, definition.key,
                "\"\(definition.key)\" has to be a number with a unit, not "
                    + "\"\(String(decoding: bytes, as: UTF8.self).quotable)\"",
                hint: "units are B, KiB and MiB: 512B, 64KiB, 16MiB")
            return nil
        }
        guard range.contains(size.bytes) else {
            report(
                .outOfRange, at: node, definition.key,
                "\"\(definition.key)\" has to be in \(SizeText(range.lowerBound))..."
                    + "\(SizeText(range.upperBound)); this is \(size)")
            return nil
        }
        return size.bytes
    }

    /// `headers`: names and values.
    mutating func headers(_ node: NodeIndex) -> [Check.Header]? {
        headers(node, definition(CheckFields.headers))
    }

    /// Names and values of headers under this field.
    mutating func headers(_ node: NodeIndex, _ field: Field) -> [Check.Header]? {
        guard tree.node(node).kind == .mapping else {
            reportType(
                node, field.key, "\"\(field.key)\" has to be a mapping of names to texts",
                hint: "write `\(field.key): \(field.kind.example)`")
            return nil
        }
        var headers: [Check.Header] = []
        for (key, value) in tree.entries(of: node) {
            guard tree.node(key).kind == .scalar, let bytes = scalar(value, field) else { continue }
            let header = Check.Header(
                name: tree.text(of: key), value: String(decoding: bytes, as: UTF8.self))
            if header.isSound {
                headers.append(header)
            } else {
                report(
                    .malformed, at: key, field.key,
                    "\"\(header.name.quotable)\" is no header that can be sent",
                    hint: "a name has letters, digits and -; a value is one line")
            }
        }
        return headers
    }

    /// `status`: numbers and ranges.
    mutating func statuses(_ node: NodeIndex) -> [StatusRange]? {
        let field = definition(CheckFields.status)
        guard tree.node(node).kind == .sequence, tree.node(node).count > 0 else {
            reportType(
                node, field.key, "\"\(field.key)\" has to be a list with at least one status",
                hint: "write `\(field.key): \(field.kind.example)`")
            return nil
        }
        var ranges: [StatusRange] = []
        for element in tree.elements(of: node) {
            guard let bytes = scalar(element, field) else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            if let range = StatusRange(text) {
                ranges.append(range)
            } else {
                report(
                    .malformed, at: element, field.key,
                    "\"\(text.quotable)\" is no status in 100...599, and no range of them",
                    hint: "write 200, or 200-299")
            }
        }
        return ranges
    }
}

extension Check.Header {
    /// Whether the header can be sent unchanged.
    ///
    /// Source: RFC 9110 sections 5.1 and 5.5.
    fileprivate var isSound: Bool {
        let punctuation = Array("!#$%&'*+-.^_`|~".utf8)
        let isToken = name.utf8.allSatisfy {
            $0.isDigit || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || punctuation.contains($0)
        }
        return isToken && !name.isEmpty && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}
