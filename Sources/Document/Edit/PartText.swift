import Model

/// The text of a document's lists and objects, and the changes that add, move or remove one.
struct PartText {
    let tree: NodeTree
    let lines: LineIndex

    init(_ tree: NodeTree) {
        self.tree = tree
        lines = LineIndex(tree.source)
    }

    private var bytes: [UInt8] { tree.source.bytes }

    /// The line of a place, or of the nearest one above it, from 1.
    func line(of path: DocumentPath) -> Int {
        let node = walk(path).node
        return node.exists ? lines.line(at: Int(tree[node].start)) + 1 : 1
    }

    /// Returns the patches that add an object to a list; nil: no small change can.
    func addition(of part: NewPart, to path: DocumentPath) -> [Patch]? {
        let (node, rest) = walk(path)
        guard node.exists else { return nil }
        if rest.isEmpty { return element(part, in: node).map { [$0] } }
        guard rest.count == 1, case .key(let key)? = rest.first else { return nil }
        return entry(key, "\(key): [\(part.flow)]", in: node) { column, end in
            let indent = end + String(repeating: " ", count: column + 2)
            let text =
                part.hasList ? part.block(column: column + 4, lineEnd: end) : part.flow
            return "\(key):\(indent)- \(text)"
        }.map { [$0] }
    }

    /// Returns the patches that remove an element of a list; nil: no small change can.
    func removal(of path: DocumentPath) -> [Patch]? {
        guard case .index(let position)? = path.parts.last else { return nil }
        let (list, rest) = walk(DocumentPath(path.parts.dropLast()))
        guard rest.isEmpty, list.exists, tree[list].kind == .sequence else { return nil }
        let elements = Array(tree.elements(of: list))
        guard elements.indices.contains(position) else { return nil }
        if tree[list].style == .flow { return flowRemoval(of: position, from: elements) }
        guard let place = linePlace(of: elements[position]) else { return nil }
        guard elements.count == 1 else { return [Patch(place)] }
        // A list without elements is written in brackets.
        guard let key = tree.holder(of: list)?.key, let colon = colon(after: key) else {
            return nil
        }
        return [Patch(colon..<colon, " []"), Patch(place)]
    }

    /// Returns the patches that replace the text of a key; nil: no small change can.
    func replacement(of key: String, of path: DocumentPath, by text: String) -> [Patch]? {
        let (node, rest) = walk(path.key(key))
        guard rest.isEmpty, node.exists, tree[node].kind == .scalar, tree[node].style != .block,
            tree[node].flags.isDisjoint(with: [.anchored, .aliased]), tree[node].tag == .none
        else { return nil }
        let isQuoted = tree[node].style != .plain
        return [
            Patch(
                Int(tree[node].start)..<Int(tree[node].end),
                isQuoted ? ScalarText.quoted(text) : ScalarText.written(text))
        ]
    }

    /// Returns the patches that write the HTML of the holding page; nil: no small change can.
    func page(_ html: String, at path: DocumentPath) -> [Patch]? {
        let (node, rest) = walk(path)
        guard node.exists else { return nil }
        if rest.count == 1 {
            return entry("holdingPage", "holdingPage: {html: \(ScalarText.quoted(html))}", in: node)
            { column, end in
                let indent = end + String(repeating: " ", count: column + 2)
                return "holdingPage:\(indent)html: "
                    + Self.literal(html, column: column + 4, lineEnd: end)
            }.map { [$0] }
        }
        guard rest.isEmpty, tree[node].kind == .mapping else { return nil }
        let former = tree.entries(of: node).first { entry in
            ["html", "file"].contains(tree.text(of: entry.key))
        }
        guard let former else {
            return entry("html", "html: \(ScalarText.quoted(html))", in: node) { column, end in
                "html: " + Self.literal(html, column: column + 2, lineEnd: end)
            }.map { [$0] }
        }
        guard tree[former.value].kind == .scalar else { return nil }
        let start = Int(tree[former.key].start)
        var stop = Int(tree[former.value].end)
        guard tree[node].style != .flow else {
            return [Patch(start..<stop, "html: \(ScalarText.quoted(html))")]
        }
        // A text in block style ends with the line end before the next key.
        while stop > start, bytes[stop - 1] <= 0x20 { stop -= 1 }
        let first = lines.line(at: start)
        let column = start - lines.range(ofLine: first).lowerBound
        let text = Self.literal(html, column: column + 2, lineEnd: lines.lineEnd(near: first))
        return [Patch(start..<stop, "html: \(text)")]
    }

    // MARK: - Parts

    /// A text in block style where that keeps all of it, else in quotes.
    private static func literal(_ text: String, column: Int, lineEnd end: String) -> String {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a || $0 == 0x09 }
        // Line breaks of YAML 1.1, and the mark of the byte order.
        let isOdd = text.unicodeScalars.contains {
            [0x85, 0x2028, 0x2029, 0xfeff].contains($0.value)
        }
        guard isPlain, !isOdd, text.hasSuffix("\n"), !text.hasSuffix("\n\n"),
            rows.first?.first.map({ $0 != " " && $0 != "\t" }) == true
        else { return ScalarText.quoted(text) }
        let indent = String(repeating: " ", count: column)
        return "|" + rows.dropLast().map { end + ($0.isEmpty ? "" : indent + $0) }.joined()
    }

    /// The node of a path through own texts, and the rest of the path that has none.
    private func walk(
        _ path: DocumentPath
    ) -> (node: NodeIndex, rest: ArraySlice<DocumentPath.Part>) {
        var current = tree.root
        var rest = path.parts[...]
        while let part = rest.first, current.exists, tree[current].kind != .alias {
            switch part {
            case .key(let name):
                let own = tree.entries(of: current).first {
                    tree.bytes(of: $0.key).elementsEqual(name.utf8)
                }
                guard let own else { return (current, rest) }
                current = own.value
            case .index(let position):
                let elements = Array(tree.elements(of: current))
                guard elements.indices.contains(position) else { return (current, rest) }
                current = elements[position]
            }
            rest = rest.dropFirst()
        }
        return (current, rest)
    }

    /// Adds an element at the end of a list.
    private func element(_ part: NewPart, in list: NodeIndex) -> Patch? {
        let node = tree[list]
        guard node.kind == .sequence else { return nil }
        let elements = Array(tree.elements(of: list))
        guard let last = elements.last else {
            return Patch(tree.body(of: list)..<Int(node.end), "[\(part.flow)]")
        }
        let end = Int(tree[last].end)
        let line = lastLine(of: last)
        let lineEnd = lines.lineEnd(near: line)
        if node.style == .flow {
            let first = lines.line(at: Int(tree[last].start))
            let range = lines.range(ofLine: first)
            let isOwnLine = bytes[range.lowerBound..<Int(tree[last].start)]
                .allSatisfy { $0 == 0x20 }
            let column = Int(tree[last].start) - range.lowerBound
            let gap = isOwnLine ? lineEnd + String(repeating: " ", count: column) : " "
            return Patch(end..<end, ",\(gap)\(part.flow)")
        }
        guard let dash = dash(before: last) else { return nil }
        let column = dash - lines.range(ofLine: lines.line(at: dash)).lowerBound
        let style = tree[last]
        let isBlock = style.kind == .mapping ? style.style != .flow : part.hasList
        let text =
            isBlock ? part.block(column: column + 2, lineEnd: lineEnd) : part.flow
        let place = lines.range(ofLine: line).upperBound
        return Patch(
            place..<place, lineEnd + String(repeating: " ", count: column) + "- " + text)
    }

    /// Adds a key at the end of a mapping.
    ///
    /// - Parameters:
    ///   - flow: the text in a mapping in braces.
    ///   - block: the text after the indentation, of its column and the line end.
    private func entry(
        _ key: String, _ flow: String, in mapping: NodeIndex, block: (Int, String) -> String
    ) -> Patch? {
        let entries = Array(tree.entries(of: mapping))
        guard tree[mapping].kind == .mapping, let first = entries.first, let last = entries.last
        else { return nil }
        if tree[mapping].style == .flow {
            let end = Int(tree[last.value].end)
            return Patch(end..<end, ", \(flow)")
        }
        let line = max(lastLine(of: last.value), lines.line(at: Int(tree[last.key].start)))
        let start = Int(tree[first.key].start)
        let column = start - lines.range(ofLine: lines.line(at: start)).lowerBound
        let place = lines.range(ofLine: line).upperBound
        let end = lines.lineEnd(near: line)
        return Patch(
            place..<place, end + String(repeating: " ", count: column) + block(column, end))
    }

    /// The last line, from 0, that has text of a node.
    private func lastLine(of index: NodeIndex) -> Int {
        let start = Int(tree[index].start)
        var end = Int(tree[index].end)
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return lines.line(at: max(start, end - 1))
    }

    /// The hyphen of an element of a list in block style.
    private func dash(before element: NodeIndex) -> Int? {
        var position = Int(tree[element].start) - 1
        while position >= tree.source.start, bytes[position] <= 0x20 { position -= 1 }
        guard position >= tree.source.start, bytes[position] == UInt8(ascii: "-") else {
            return nil
        }
        return position
    }

    /// The lines of an element of a list in block style; nil: it shares a line with others.
    private func linePlace(of element: NodeIndex) -> Range<Int>? {
        guard let dash = dash(before: element) else { return nil }
        let first = lines.range(ofLine: lines.line(at: dash))
        guard bytes[first.lowerBound..<dash].allSatisfy({ $0 == 0x20 }) else { return nil }
        let last = lastLine(of: element)
        guard last + 1 < lines.count else {
            // Without a line end after the last line, the one before it is removed.
            let line = lines.line(at: dash)
            let start = line > 0 ? lines.range(ofLine: line - 1).upperBound : first.lowerBound
            return start..<bytes.count
        }
        return first.lowerBound..<lines.range(ofLine: last + 1).lowerBound
    }

    private func flowRemoval(of position: Int, from elements: [NodeIndex]) -> [Patch]? {
        let start = Int(tree[elements[position]].start)
        let end = Int(tree[elements[position]].end)
        if position > 0 {
            let before = Int(tree[elements[position - 1]].end)
            guard !bytes[before..<start].contains(UInt8(ascii: "#")) else { return nil }
            return [Patch(before..<end)]
        }
        guard elements.count > 1 else { return [Patch(start..<end)] }
        let next = Int(tree[elements[1]].start)
        guard !bytes[end..<next].contains(UInt8(ascii: "#")) else { return nil }
        return [Patch(start..<next)]
    }

    /// The byte after the colon of a key in block style.
    private func colon(after key: NodeIndex) -> Int? {
        let end = Int(tree[key].end)
        let line = lines.range(ofLine: lines.line(at: end))
        guard end < line.upperBound,
            let colon = bytes[end..<line.upperBound].firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return colon + 1
    }
}
