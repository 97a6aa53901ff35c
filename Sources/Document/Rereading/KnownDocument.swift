import Glibc
public import Model

/// A valid document in memory, so that its next version need not be parsed whole.
///
/// Most edits change one service among thousands. If the change is inside elements of a list, only
/// these elements are parsed and replaced in the spec. Every other change needs ``parse(_:)``. The
/// result is always equal to that of ``parse(_:)``.
public struct KnownDocument: Sendable {
    /// The meaning of the document.
    public private(set) var spec: Spec
    /// The warnings about the spec, with locations.
    public private(set) var warnings: [Diagnostic]
    private var bytes: [UInt8]
    /// The lists whose elements can be parsed one by one.
    private var lists: [List: ListOutline] = [:]
    /// Number of values in the document, or more.
    private var size: Int

    /// A list whose elements can be parsed one by one.
    private enum List: String, CaseIterable {
        case services, proxies
    }

    /// Stores a document; nil when its parts cannot be parsed separately.
    ///
    /// This is the case where aliases or tags may connect one part with another.
    ///
    /// - Parameter warnings: the warnings about the spec, with locations.
    public init?(_ document: ParsedDocument, warnings: [Diagnostic] = []) {
        guard let spec = document.spec, let tree = document.tree, document.diagnostics.isEmpty,
            tree.isPlain, warnings.allSatisfy({ $0.severity == .warning })
        else { return nil }
        self.spec = spec
        self.warnings = warnings
        bytes = tree.source.bytes
        size = tree.nodes.count
        let entries = Array(tree.entries(of: tree.root))
        for list in List.allCases {
            guard
                let place = entries.firstIndex(where: { tree.text(of: $0.key) == list.rawValue })
            else { continue }
            let next = place + 1 < entries.count ? Int(tree[entries[place + 1].key].start) : nil
            // A key that does not begin its line is in braces with others.
            if let next, bytes[next - 1] != UInt8(ascii: "\n") { continue }
            lists[list] = ListOutline(
                of: entries[place].value, in: tree, end: next ?? bytes.count)
        }
        guard !lists.isEmpty else { return nil }
    }

    /// Returns the document for a new text; nil when the whole text must be parsed.
    ///
    /// - Parameter judge: validates a spec. An error requires parsing the whole text, and so does a
    /// warning without a predecessor.
    public func revised(
        _ text: [UInt8], judge: (Spec) -> [Diagnostic] = { _ in [] }
    ) -> KnownDocument? {
        guard text.count <= Source.limit else { return nil }
        let change = difference(from: bytes, to: text)
        guard !change.old.isEmpty || !change.new.isEmpty else { return self }
        for (list, outline) in lists {
            guard let elements = outline.elements(around: change.old) else { continue }
            return revised(text, list, elements, judge)
        }
        return nil
    }

    private func revised(
        _ text: [UInt8], _ list: List, _ elements: Range<Int>, _ judge: (Spec) -> [Diagnostic]
    ) -> KnownDocument? {
        guard let outline = lists[list] else { return nil }
        let shift = text.count - bytes.count
        var elements = elements
        // Text now before a dash, such as a comment, belongs to the previous element.
        if !outline.hasDash(at: outline.bounds[elements.lowerBound], in: text),
            elements.lowerBound > 0
        {
            elements = elements.lowerBound - 1..<elements.upperBound
        }
        let begin = outline.bounds[elements.lowerBound]
        let end = outline.bounds[elements.upperBound] + shift
        guard begin <= end,
            end == begin || end == text.count || text[end - 1] == UInt8(ascii: "\n"),
            let part = ListPart(text[begin..<end], indentation: outline.indentation),
            part.count + outline.count > elements.count, size + part.size <= NodeTree.limit
        else { return nil }
        var revised = self
        let isPut: Bool
        switch list {
        case .services:
            isPut = revised.spec.services.put(part.services(), at: elements, name: \.name)
        case .proxies:
            isPut = revised.spec.proxies.put(part.proxies(), at: elements, name: \.name)
        }
        guard isPut else { return nil }
        revised.spec.allocateMarks()
        let move = WarningMove(
            list: list.rawValue, elements: elements, part: part,
            above: LineIndex.ends(in: bytes[..<begin]),
            before: LineIndex.ends(in: bytes[begin..<outline.bounds[elements.upperBound]]),
            after: LineIndex.ends(in: text[begin..<end]))
        guard let warnings = move.located(judge(revised.spec), as: warnings) else { return nil }
        revised.warnings = warnings
        revised.bytes = text
        revised.size += part.size
        for other in lists.keys where other != list {
            guard let bounds = lists[other]?.bounds, bounds[0] >= begin else { continue }
            revised.lists[other]?.move(by: shift)
        }
        revised.lists[list]?.replace(elements, by: part.starts.map { $0 + begin }, shift: shift)
        return revised
    }
}

extension Array {
    /// Replaces elements; false, with nothing changed, when a name would be duplicated.
    fileprivate mutating func put(
        _ others: [Element]?, at range: Range<Int>, name: (Element) -> String
    ) -> Bool {
        guard let others else { return false }
        let names = Set(others.map(name))
        let isFree =
            !self[..<range.lowerBound].contains { names.contains(name($0)) }
            && !self[range.upperBound...].contains { names.contains(name($0)) }
        guard isFree else { return false }
        replaceSubrange(range, with: others)
        return true
    }
}

/// The bytes between the common beginning and the common end of both texts.
private func difference(from old: [UInt8], to new: [UInt8]) -> (old: Range<Int>, new: Range<Int>) {
    let shorter = min(old.count, new.count)
    return old.withUnsafeBufferPointer { old in
        new.withUnsafeBufferPointer { new in
            // In blocks first: most of the text is the same.
            let block = 4096
            func isSame(_ oldPlace: Int, _ newPlace: Int) -> Bool {
                guard let old = old.baseAddress, let new = new.baseAddress else { return false }
                return memcmp(old + oldPlace, new + newPlace, block) == 0
            }
            var head = 0
            while head + block <= shorter, isSame(head, head) { head += block }
            while head < shorter, old[head] == new[head] { head += 1 }
            var tail = 0
            while tail + block <= shorter - head,
                isSame(old.count - tail - block, new.count - tail - block)
            {
                tail += block
            }
            while tail < shorter - head, old[old.count - tail - 1] == new[new.count - tail - 1] {
                tail += 1
            }
            return (head..<old.count - tail, head..<new.count - tail)
        }
    }
}
