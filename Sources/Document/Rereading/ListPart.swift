import Model

/// Elements of a list that are parsed without the rest of the document.
///
/// Aliases and tags aside, an element's meaning depends only on the text from its dash to the next
/// dash at the same indentation, or to a key further left. So elements parsed alone have the same
/// meaning as in the document, provided that they are complete. All other texts are detected and
/// rejected.
struct ListPart {
    private let tree: NodeTree?
    /// The first byte of each element's line.
    let starts: ArraySlice<Int>

    /// Number of elements.
    var count: Int { starts.count }

    /// Number of values.
    var size: Int { tree?.nodes.count ?? 0 }

    /// Parses elements whose dashes have this indentation; nil for any other text.
    init?(_ text: ArraySlice<UInt8>, indentation: Int) {
        guard !text.isEmpty else {
            (tree, starts) = (nil, [])
            return
        }
        guard Self.isPlain(text) else { return nil }
        let composer = Composer.composed(Source(Array(text), isASCII: true))
        let tree = composer.tree
        guard composer.isComplete, !composer.findings.hasError, tree.isPlain,
            let outline = ListOutline(of: tree.root, in: tree, end: text.count),
            outline.indentation == indentation, outline.bounds[0] == 0
        else { return nil }
        self.tree = tree
        starts = outline.bounds.dropLast()
    }

    /// The locations of paths, with lines from 1; each path begins with an element's index.
    func locations(of paths: [DocumentPath]) -> [SourceLocation] {
        guard let tree, !paths.isEmpty else { return [] }
        let lines = LineIndex(tree.source)
        var finder = PathFinder(tree)
        return paths.map { lines.location(tree.place(finder.nearest(to: $0))) }
    }

    /// The elements as services; nil when one has a finding.
    func services() -> [Service]? { elements { $0.service($1, &$2) } }

    /// The elements as proxies; nil when one has a finding.
    func proxies() -> [Proxy]? { elements { $0.proxy($1, &$2) } }

    private func elements<Element>(
        _ decoded: (inout SpecDecoder, NodeIndex, inout [String: NodeIndex]) -> Element?
    ) -> [Element]? {
        guard let tree else { return [] }
        var decoder = SpecDecoder(tree, Findings())
        var seen: [String: NodeIndex] = [:]
        let elements = tree.elements(of: tree.root).map { decoded(&decoder, $0, &seen) }
        return decoder.findings.hasError ? nil : elements.compactMap(\.self)
    }

    /// Whether the text is printable ASCII without markers of a document's beginning or end.
    private static func isPlain(_ text: ArraySlice<UInt8>) -> Bool {
        var column = 0
        var word = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "\n"):
                (column, word) = (0, 0)
                continue
            case UInt8(ascii: "\t"), 0x20...0x7e: break
            default: return false
            }
            if column < 3 {
                word = word << 8 | Int(byte)
                if column == 2, word == 0x2d_2d_2d || word == 0x2e_2e_2e { return false }
            }
            column += 1
        }
        return true
    }
}

extension NodeTree {
    /// Whether the tree has no anchors, aliases or tags.
    var isPlain: Bool {
        nodes.allSatisfy { $0.tag == .none && $0.kind != .alias && !$0.flags.contains(.anchored) }
    }
}
