import Model

/// The text of one server, and the possible changes of its keys.
struct ServerText {
    let tree: NodeTree
    let mapping: NodeIndex

    /// A key of the mapping, with its value.
    typealias Entry = (key: NodeIndex, value: NodeIndex)

    /// Creates the text of the server at this node.
    init(_ tree: NodeTree, _ mapping: NodeIndex) {
        self.tree = tree
        self.mapping = mapping
    }

    var bytes: [UInt8] { tree.source.bytes }
    var isFlow: Bool { tree[mapping].style == .flow }
    /// The server's own keys, without merged ones.
    var entries: [Entry] { Array(tree.entries(of: mapping)) }

    /// The changes that may result in an edit, in order of preference.
    ///
    /// The caller must try each.
    func patches(for edit: DocumentEdit) -> [Patch] {
        let entries = entries
        let position = entries.firstIndex { tree.bytes(of: $0.key).elementsEqual(edit.key.utf8) }
        guard let position else { return insertions(of: edit.key, edit.newValue) }
        var patches: [Patch] = []
        if case .state(_, _, .online) = edit {
            patches += [unwrapping(from: entries), removal(of: position, from: entries)].compactMap
            { $0 }
        }
        return patches
            + [replacement(of: entries[position].value, by: edit.value)].compactMap { $0 }
    }

    /// Another value, with the quotes of the old one.
    private func replacement(of value: NodeIndex, by text: String) -> Patch? {
        let node = tree[value]
        let place = Int(node.start)..<Int(node.end)
        if node.kind == .alias { return Patch(place, text) }
        guard node.kind == .scalar, !node.flags.contains(.aliased) else { return nil }
        guard node.flags.contains(.ownText) else {
            return Patch(Int(node.content)..<Int(node.content + node.count), text)
        }
        return node.flags.contains(.anchored) || node.tag != .none || node.style == .block
            ? nil : Patch(place, text)
    }

    /// Removes the entry with its separator; nil where a comment would be removed too.
    private func removal(of position: Int, from entries: [Entry]) -> Patch? {
        let start = Int(tree[entries[position].key].start)
        let end = Int(tree[entries[position].value].end)
        let gap = Int(tree[entries[position].key].end)..<Int(tree[entries[position].value].start)
        guard gap.isEmpty || !bytes[gap].contains(UInt8(ascii: "#")) else { return nil }
        guard isFlow else { return lineRemoval(start, end) }
        if position > 0 {
            let before = Int(tree[entries[position - 1].value].end)
            return isSeparator(before..<start) ? Patch(before..<end) : nil
        }
        guard entries.count > 1 else { return nil }
        let after = Int(tree[entries[1].key].start)
        return isSeparator(end..<after) ? Patch(start..<after) : nil
    }

    /// `*a` in place of `{<<: *a, state: drain}`, the result of an earlier edit; nil otherwise.
    private func unwrapping(from entries: [Entry]) -> Patch? {
        guard isFlow, entries.count == 2, tree.isMerge(entries[0].key),
            !tree[mapping].flags.contains(.anchored), tree[mapping].tag == .none
        else { return nil }
        let merged = tree[entries[0].value]
        guard merged.kind == .alias || merged.kind == .mapping && merged.style == .flow else {
            return nil
        }
        let place = Int(tree[mapping].start)..<Int(tree[mapping].end)
        let gaps = [
            place.lowerBound + 1..<Int(tree[entries[0].key].start),
            Int(merged.end)..<Int(tree[entries[1].key].start),
            Int(tree[entries[1].value].end)..<place.upperBound - 1,
        ]
        guard gaps.allSatisfy(isSeparator) else { return nil }
        return Patch(place, tree.written(entries[0].value))
    }

    /// Whether the range has only white space and commas.
    private func isSeparator(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0 == 0x2c || $0 <= 0x20 }
    }

    /// Removes whole lines that contain only the entry.
    private func lineRemoval(_ start: Int, _ end: Int) -> Patch? {
        var first = start
        while first > tree.source.start && bytes[first - 1] == 0x20 { first -= 1 }
        let isOwnLine =
            first == tree.source.start || bytes[first - 1] == 0x0a || bytes[first - 1] == 0x0d
        guard isOwnLine, bytes[first..<start].count > 0 || start == first else { return nil }
        guard let next = lineEnd(after: end) else { return nil }
        // Without a line end after the last line, the one before it is removed.
        if next == bytes.count && !(bytes.last == 0x0a || bytes.last == 0x0d) {
            if first > 0 && bytes[first - 1] == 0x0a { first -= 1 }
            if first > 0 && bytes[first - 1] == 0x0d { first -= 1 }
        }
        return Patch(first..<next)
    }

    /// The start of the next line; nil when anything but white space precedes it.
    private func lineEnd(after offset: Int) -> Int? {
        var end = offset
        while end < bytes.count && (bytes[end] == 0x20 || bytes[end] == 0x09) { end += 1 }
        guard end < bytes.count else { return end }
        if bytes[end] == 0x0d {
            return end + 1 < bytes.count && bytes[end + 1] == 0x0a ? end + 2 : end + 1
        }
        return bytes[end] == 0x0a ? end + 1 : nil
    }
}
