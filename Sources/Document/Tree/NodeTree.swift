/// The values of a document, each with its location in the text, in one array.
struct NodeTree: Sendable {
    /// The text.
    let source: Source
    /// All nodes; a collection precedes its children.
    private(set) var nodes: [Node] = []
    /// Text of scalars that differs from the file: escapes, folded lines.
    private(set) var ownText: [UInt8] = []

    /// Maximum number of nodes in a document, including repetitions by aliases.
    static let limit = 2_000_000
    /// Maximum nesting of collections.
    static let depthLimit = 100
    /// Maximum nesting of merges.
    static let mergeLimit = 16

    /// Creates an empty tree over this text.
    init(_ source: Source) {
        self.source = source
        // Enough for the densest lists of servers: growth would need the memory of both arrays.
        nodes.reserveCapacity(min(source.bytes.count / 6, Self.limit))
    }

    /// The outermost node.
    var root: NodeIndex { nodes.isEmpty ? .none : NodeIndex(0) }

    /// The node of this number.
    subscript(_ index: NodeIndex) -> Node {
        get { nodes[Int(index.position)] }
        set { nodes[Int(index.position)] = newValue }
    }

    /// Adds a node.
    mutating func append(_ node: Node) -> NodeIndex {
        nodes.append(node)
        return NodeIndex(nodes.count - 1)
    }

    /// Stores text that the file has in another form; returns its offset.
    mutating func keep(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        ownText.append(contentsOf: text)
        return ownText.count - text.count
    }

    /// The node itself, or the target of an alias.
    func resolved(_ index: NodeIndex) -> NodeIndex {
        let node = self[index]
        return node.kind == .alias ? NodeIndex(Int(node.content)) : index
    }

    /// The node itself, or the target of an alias.
    func node(_ index: NodeIndex) -> Node { self[resolved(index)] }

    /// The location of the node; for an alias, the location of the alias.
    func place(_ index: NodeIndex) -> ByteRange {
        let node = self[index]
        return ByteRange(Int(node.start), Int(node.end))
    }
}

extension NodeTree {
    /// The text of a scalar as UTF-8 bytes; empty for other nodes.
    func bytes(of index: NodeIndex) -> ArraySlice<UInt8> {
        let node = node(index)
        guard node.kind == .scalar else { return [] }
        let range = Int(node.content)..<Int(node.content + node.count)
        return node.flags.contains(.ownText) ? ownText[range] : source.bytes[range]
    }

    /// The text of a scalar; empty for other nodes.
    func text(of index: NodeIndex) -> String {
        String(decoding: bytes(of: index), as: UTF8.self)
    }

    /// The first child of a collection, through an alias.
    func firstChild(of index: NodeIndex) -> NodeIndex {
        let node = node(index)
        switch node.kind {
        case .sequence, .mapping: return node.count == 0 ? .none : NodeIndex(Int(node.content))
        case .scalar, .alias, .broken: return .none
        }
    }

    /// The elements of a list.
    func elements(of index: NodeIndex) -> Elements {
        Elements(tree: self, upcoming: firstChild(of: index))
    }

    /// The keys of a mapping with their values, without the merged ones.
    func entries(of index: NodeIndex) -> Entries {
        Entries(elements: elements(of: index))
    }

    /// Iterates over the children of a collection.
    struct Elements: Sequence, IteratorProtocol {
        fileprivate let tree: NodeTree
        fileprivate var upcoming: NodeIndex

        mutating func next() -> NodeIndex? {
            guard upcoming.exists else { return nil }
            let current = upcoming
            upcoming = tree[current].next
            return current
        }
    }

    /// Iterates over the keys and values of a mapping.
    struct Entries: Sequence, IteratorProtocol {
        fileprivate var elements: Elements

        mutating func next() -> (key: NodeIndex, value: NodeIndex)? {
            guard let key = elements.next(), let value = elements.next() else { return nil }
            return (key, value)
        }
    }
}
