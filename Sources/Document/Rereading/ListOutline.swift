/// The positions of a list's elements in the text, each with a dash on its own line.
struct ListOutline: Sendable, Hashable {
    /// Number of spaces before each dash.
    let indentation: Int
    /// The first byte of each element's line, and the byte after the list.
    ///
    /// **Shape:** ascending, at least one element and the end.
    private(set) var bounds: [Int]

    /// Creates the outline of a list.
    ///
    /// Nil when the list is empty or in brackets, when the dashes are not aligned, or when a dash
    /// does not begin a line together with its element.
    ///
    /// - Parameter end: the byte after the list, which begins a line or is the end of the text.
    init?(of list: NodeIndex, in tree: NodeTree, end: Int) {
        let node = tree[list]
        guard node.kind == .sequence, node.style == .block, node.count > 0 else { return nil }
        bounds = []
        bounds.reserveCapacity(Int(node.count) + 1)
        var indentation: Int?
        for element in tree.elements(of: list) {
            guard let dash = Self.dash(before: Int(tree[element].start), in: tree.source.bytes),
                indentation == nil || indentation == dash.indentation
            else { return nil }
            indentation = dash.indentation
            bounds.append(dash.line)
        }
        self.indentation = indentation ?? 0
        bounds.append(end)
    }

    private static func dash(
        before element: Int, in bytes: [UInt8]
    ) -> (line: Int, indentation: Int)? {
        var position = element - 1
        while position >= 0, bytes[position] == UInt8(ascii: " ") { position -= 1 }
        guard position >= 0, position < element - 1, bytes[position] == UInt8(ascii: "-") else {
            return nil
        }
        let dash = position
        position -= 1
        while position >= 0, bytes[position] == UInt8(ascii: " ") { position -= 1 }
        guard position < 0 || bytes[position] == UInt8(ascii: "\n") else { return nil }
        return (position + 1, dash - position - 1)
    }

    /// Number of elements.
    var count: Int { bounds.count - 1 }

    /// The elements that contain a change of these bytes; nil when it extends beyond the list.
    func elements(around change: Range<Int>) -> Range<Int>? {
        guard let first = bounds.first, let end = bounds.last, first <= change.lowerBound,
            change.upperBound <= end
        else { return nil }
        let begin = bounds.firstIndex(after: change.lowerBound).map { $0 - 1 } ?? count - 1
        let after = bounds.firstIndex(after: change.upperBound - 1) ?? count
        return begin..<max(begin, after)
    }

    /// Whether the line at this byte has a dash at the list's indentation.
    func hasDash(at line: Int, in text: [UInt8]) -> Bool {
        let dash = line + indentation
        return dash < text.count && text[dash] == UInt8(ascii: "-")
            && text[line..<dash].allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// Replaces elements by those of another text.
    ///
    /// - Parameters:
    ///   - others: the positions of the new elements, in the new text.
    ///   - shift: number of bytes by which the following elements move.
    mutating func replace(_ elements: Range<Int>, by others: some Collection<Int>, shift: Int) {
        for later in elements.upperBound..<bounds.count { bounds[later] += shift }
        bounds.replaceSubrange(elements, with: others)
    }

    /// Moves the whole list.
    mutating func move(by shift: Int) {
        for index in bounds.indices { bounds[index] += shift }
    }
}

extension [Int] {
    /// The index of the first greater number in an ascending array; nil when none is greater.
    fileprivate func firstIndex(after value: Int) -> Int? {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low < endIndex ? low : nil
    }
}
