import Model

extension ServerText {
    /// Keys after which another is put, the best first.
    private static let neighbours = ["weight", "address", "name"]

    /// The changes that may bring in a key that is not there.
    func insertions(of key: String, _ value: String) -> [Patch] {
        let entries = entries
        let preferred = Self.neighbours.filter { $0 != key }.compactMap { name in
            entries.last { tree.bytes(of: $0.key).elementsEqual(name.utf8) }
        }
        let others = entries.reversed().filter { entry in
            !preferred.contains { $0.key == entry.key }
        }
        return (preferred + others).prefix(6).compactMap { entry in
            isFlow
                ? flowInsertion(after: entry, in: entries, key, value)
                : blockInsertion(after: entry, key, value)
        }
    }

    /// `, key: value`, with the quotes and spaces that the neighbour has.
    private func flowInsertion(
        after entry: Entry, in entries: [Entry], _ key: String, _ value: String
    ) -> Patch? {
        let end = Int(tree[entry.value].end)
        let quote = quote(of: entry.key)
        let gap = ByteRange(Int(tree[entry.key].end), Int(tree[entry.value].start))
        let isTight =
            !quote.isEmpty && bytes[gap.start..<gap.end].elementsEqual(":".utf8)
        let colon = isTight ? ":" : ": "
        // A weight is a number, and has no quotes whatever the neighbours have.
        let mark = key == "state" ? self.quote(of: entry.value) : ""
        return Patch(
            end..<end,
            separator(in: entries) + quote + key + quote + colon + mark + value + mark)
    }

    private func quote(of index: NodeIndex) -> String {
        switch tree[index].style {
        case .doubleQuoted where tree[index].kind == .scalar: "\""
        case .singleQuoted where tree[index].kind == .scalar: "'"
        default: ""
        }
    }

    /// What stands between the first two entries, if it is a comma and spaces.
    private func separator(in entries: [Entry]) -> String {
        guard entries.count > 1 else { return ", " }
        let between = tree.source.slice(
            Int(tree[entries[0].value].end)..<Int(tree[entries[1].key].start))
        return between.elementsEqual(",".utf8) && !quote(of: entries[1].key).isEmpty ? "," : ", "
    }

    /// A line of its own after the neighbour's, comment and all.
    private func blockInsertion(after entry: Entry, _ key: String, _ value: String) -> Patch? {
        let node = tree[entry.value]
        guard node.kind == .scalar && node.style != .block || node.kind == .alias else {
            return nil
        }
        guard let first = entries.first else { return nil }
        let start =
            tree[mapping].flags.contains(.anchored) || tree[mapping].tag != .none
            ? Int(tree[first.key].start) : Int(tree[mapping].start)
        let lines = LineIndex(tree.source)
        let column = start - lines.range(ofLine: lines.line(at: start)).lowerBound
        let indentation = String(repeating: " ", count: column)
        let line = lines.line(at: max(Int(node.start), Int(node.end) - 1))
        let end = lines.range(ofLine: line).upperBound
        return Patch(end..<end, "\(lineEnd(near: line, lines))\(indentation)\(key): \(value)")
    }

    /// The line end that this part of the file has.
    private func lineEnd(near line: Int, _ lines: LineIndex) -> String {
        let index = line + 1 < lines.count ? line : max(0, line - 1)
        guard index + 1 < lines.count else { return "\n" }
        let end = lines.range(ofLine: index).upperBound
        let next = lines.range(ofLine: index + 1).lowerBound
        return String(decoding: bytes[end..<next], as: UTF8.self)
    }
}
