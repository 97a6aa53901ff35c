import Model

extension ServerText {
    /// The value of a new key.
    enum NewValue {
        /// A word or a number; a word is quoted like its neighbour.
        case word(String), text(String)
        /// A list; in block style, one line per element.
        case list([String])

        var flow: String {
            switch self {
            case .word(let text), .text(let text): text
            case .list(let elements): "[" + elements.joined(separator: ", ") + "]"
            }
        }
    }

    /// Keys after which a new key is inserted, in order of preference.
    private static let neighbours = ["weight", "address", "listen", "<<", "name"]

    /// The possible insertions of an absent key.
    func insertions(of key: String, _ value: NewValue) -> [Patch] {
        let entries = entries
        let preferred = Self.neighbours.filter { $0 != key }.compactMap { name in
            entries.last { tree.bytes(of: $0.key).elementsEqual(name.utf8) }
        }
        let others = entries.reversed().filter { entry in
            !preferred.contains { $0.key == entry.key }
        }
        return (preferred + others).prefix(8).compactMap { entry in
            isFlow
                ? flowInsertion(after: entry, in: entries, key, value)
                : blockInsertion(after: entry, key, value)
        }
    }

    /// `, key: value`, with the quotes and spaces of the neighbour.
    private func flowInsertion(
        after entry: Entry, in entries: [Entry], _ key: String, _ value: NewValue
    ) -> Patch? {
        let end = Int(tree[entry.value].end)
        let quote = quote(of: entry.key)
        let gap = ByteRange(Int(tree[entry.key].end), Int(tree[entry.value].start))
        let isTight =
            !quote.isEmpty && bytes[gap.start..<gap.end].elementsEqual(":".utf8)
        let colon = isTight ? ":" : ": "
        // A weight is a number and needs no quotes, even if its neighbours have them.
        let quotes = if case .word = value { self.quote(of: entry.value) } else { "" }
        return Patch(
            end..<end,
            separator(in: entries) + quote + key + quote + colon + quotes + value.flow + quotes)
    }

    private func quote(of index: NodeIndex) -> String {
        switch tree[index].style {
        case .doubleQuoted where tree[index].kind == .scalar: "\""
        case .singleQuoted where tree[index].kind == .scalar: "'"
        default: ""
        }
    }

    /// The text between the first two entries, if it is a comma and spaces.
    private func separator(in entries: [Entry]) -> String {
        guard entries.count > 1 else { return ", " }
        let between = tree.source.slice(
            Int(tree[entries[0].value].end)..<Int(tree[entries[1].key].start))
        return between.elementsEqual(",".utf8) && !quote(of: entries[1].key).isEmpty ? "," : ", "
    }

    /// A new line after the neighbour and its comment.
    private func blockInsertion(after entry: Entry, _ key: String, _ value: NewValue) -> Patch? {
        let node = tree[entry.value]
        let isLine = node.kind == .scalar && node.style != .block || node.kind == .alias
        guard isLine || tree.isMerge(entry.key), let first = entries.first else { return nil }
        let start =
            tree[mapping].flags.contains(.anchored) || tree[mapping].tag != .none
            ? Int(tree[first.key].start) : Int(tree[mapping].start)
        let lines = LineIndex(tree.source)
        let column = start - lines.range(ofLine: lines.line(at: start)).lowerBound
        let line = lines.line(at: max(Int(node.start), Int(node.end) - 1))
        let end = lines.range(ofLine: line).upperBound
        let begin = lines.lineEnd(near: line) + String(repeating: " ", count: column)
        guard case .list(let elements) = value, !elements.isEmpty else {
            return Patch(end..<end, "\(begin)\(key): \(value.flow)")
        }
        return Patch(
            end..<end, "\(begin)\(key):" + elements.map { "\(begin)  - \($0)" }.joined())
    }
}
