extension NodeTree {
    /// The text of a node in the file, anchor and tag included.
    func written(_ index: NodeIndex) -> String {
        let place = place(index)
        return String(decoding: source.slice(place.start..<place.end), as: UTF8.self)
    }

    /// A text with the same value: an alias where the node has an anchor or is an alias.
    func reference(to index: NodeIndex) -> String {
        if self[index].kind == .alias { return written(index) }
        return anchor(of: index).map { "*\($0.name)" } ?? copy(of: index)
    }

    /// A copy of the node's value on one line, in flow style and without its anchor.
    func copy(of index: NodeIndex) -> String {
        let node = self[index]
        switch node.kind {
        case .scalar:
            return scalarCopy(of: index)
        case .sequence:
            return "[" + elements(of: index).map(reference).joined(separator: ", ") + "]"
        case .mapping:
            let text = written(index)
            // A flow collection on one line without anchors is copied unchanged.
            if node.style == .flow, !node.flags.contains(.anchored),
                !text.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d || $0 == UInt8(ascii: "&") })
            {
                return text
            }
            let entries = entries(of: index).map { entry in
                "\(reference(to: entry.key)): \(reference(to: entry.value))"
            }
            return "{" + entries.joined(separator: ", ") + "}"
        case .alias, .broken:
            return written(index)
        }
    }

    private func scalarCopy(of index: NodeIndex) -> String {
        let node = self[index]
        let text = text(of: index)
        if !node.flags.contains(.ownText), node.style != .block {
            let start = body(of: index)
            let tag = node.tag == .string ? "!!str " : ""
            let isQuoted = node.style == .singleQuoted || node.style == .doubleQuoted
            if isQuoted || !text.isEmpty && text.utf8.allSatisfy(Self.isPlain) {
                return tag + String(decoding: source.slice(start..<Int(node.end)), as: UTF8.self)
            }
            if text.isEmpty { return tag.isEmpty ? "null" : "\(tag)\"\"" }
        }
        return ScalarText.quoted(text)
    }

    /// Whether a byte has no special meaning in any plain scalar.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: "._-+/~<".utf8.contains(byte)
        }
    }

    /// The anchor of a node: its name and the range of `&name`.
    func anchor(of index: NodeIndex) -> (name: String, place: Range<Int>)? {
        let node = self[index]
        guard node.flags.contains(.anchored) else { return nil }
        let end = body(of: index)
        guard let start = (Int(node.start)..<end).first(where: { source.bytes[$0] == 0x26 }) else {
            return nil
        }
        let after = source.bytes[start..<end].firstIndex { $0 <= 0x20 } ?? end
        let name = String(decoding: source.bytes[start + 1..<after], as: UTF8.self)
        return name.isEmpty ? nil : (name, start..<after)
    }

    /// The first byte of a node's text after its anchor, its tag, white space and comments.
    func body(of index: NodeIndex) -> Int {
        let bytes = source.bytes
        let end = Int(self[index].end)
        var position = Int(self[index].start)
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while position < end && bytes[position] > 0x20 { position += 1 }
            case UInt8(ascii: "#"):
                while position < end && bytes[position] != 0x0a && bytes[position] != 0x0d {
                    position += 1
                }
            case 0...0x20:
                position += 1
            default:
                return position
            }
        }
        return end
    }

    /// The key, in any mapping, whose value is this node.
    func holder(of value: NodeIndex) -> (mapping: NodeIndex, key: NodeIndex)? {
        for position in nodes.indices where nodes[position].kind == .mapping {
            let mapping = NodeIndex(position)
            if let entry = entries(of: mapping).first(where: { $0.value == value }) {
                return (mapping, entry.key)
            }
        }
        return nil
    }

    /// The first alias that names a node.
    func firstAlias(of index: NodeIndex) -> NodeIndex? {
        nodes.firstIndex { $0.kind == .alias && $0.content == index.position }.map { NodeIndex($0) }
    }
}
