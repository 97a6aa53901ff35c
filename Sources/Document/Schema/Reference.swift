/// The reference of all document keys as Markdown: the text of `docs/reference/document.md`.
///
/// It is generated from the decoder's tables, so it cannot be out of date.
public func documentReference() -> String {
    var reference = Reference()
    reference.describe(RootFields.table)
    return reference.text
}

/// A reference under construction.
private struct Reference {
    private var sections: [String] = []
    private var seen: Set<String> = []

    var text: String {
        """
        # Keys of the document

        Made by `ballast render reference`. A key in bold is required. Addresses are `10.0.0.1` or
        `2001:db8::1`, with a port `10.0.0.1:80` or `[2001:db8::1]:80`; durations are
        `500ms`, `10s`, `5m`, `2h`, `1d`.


        """ + sections.joined(separator: "\n")
    }

    /// Adds a table of the object's keys, followed by those of nested objects, each once.
    mutating func describe(_ table: ObjectTable) {
        guard seen.insert(table.name).inserted else { return }
        let rows = table.fields.map { field in
            let key = field.isRequired ? "**`\(field.key)`**" : "`\(field.key)`"
            return "| \(key) | \(Self.value(field.kind)) | \(Self.fallback(field)) | "
                + "\(Self.cell(field.documentation)) |"
        }
        let heading = table.name.prefix(1).uppercased() + table.name.dropFirst()
        sections.append(
            "## \(heading)\n\n\(table.documentation)\n\n"
                + "| key | value | default | meaning |\n| --- | --- | --- | --- |\n"
                + rows.joined(separator: "\n") + "\n")
        for field in table.fields {
            if let inner = Self.object(in: field.kind) { describe(inner) }
        }
    }

    private static func fallback(_ field: Field) -> String {
        switch field.fallback {
        case .integer(let number): "`\(number)`"
        case .text(let text): "`\(text)`"
        case .boolean(let flag): "`\(flag)`"
        case nil: ""
        }
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static func object(in kind: FieldKind) -> ObjectTable? {
        switch kind {
        case .object(let table), .objects(let table), .objectOrOne(let table, _),
            .wordOrObject(_, let table), .booleanOrObject(let table),
            .wordOrIntegerOrObject(_, _, let table), .serverAddressOrWordOrObject(_, let table):
            table
        default: nil
        }
    }

    private static func value(_ kind: FieldKind) -> String {
        func list(_ words: [String]) -> String {
            words.map { "`\($0)`" }.joined(separator: ", ")
        }
        return switch kind {
        case .integer(let range): "\(range.lowerBound)...\(range.upperBound)"
        case .duration(let rule):
            "\(rule.range.lowerBound)...\(rule.range.upperBound)"
                + (rule.wholeSeconds ? ", whole seconds" : "")
        case .word(let words): list(words)
        case .words(let words): "a list of \(list(words))"
        case .wordOrInteger(let words, let range):
            "\(list(words)), or \(range.lowerBound)...\(range.upperBound)"
        case .booleanOrObject(let table): "true, false, or \(link(table))"
        case .wordOrObject(let words, let table): "\(list(words)), or \(link(table))"
        case .wordOrIntegerOrObject(let words, let range, let table):
            "\(list(words)), \(range.lowerBound)...\(range.upperBound), or \(link(table))"
        case .serverAddressOrWordOrObject(let words, let table):
            "an address, \(list(words)), or \(link(table))"
        case .wordOrServerAddress(let words): "\(list(words)), or an address"
        case .wordOrDuration(let words, let rule):
            "\(list(words)), or \(rule.range.lowerBound)...\(rule.range.upperBound)"
        case .countOrShare: "a number, or 0%...100%"
        case .object(let table): link(table)
        case .objectOrOne(let table, let key): "its `\(key)`, or \(link(table))"
        case .objects(let table): "a list of \(link(table))"
        case .percent(let range): "\(range.lowerBound)%...\(range.upperBound)%"
        default: kind.noun
        }
    }

    private static func link(_ table: ObjectTable) -> String {
        let anchor = table.name.lowercased().split(separator: " ").joined(separator: "-")
        return "[\(table.name)](#\(anchor))"
    }
}
