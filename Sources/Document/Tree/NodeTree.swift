/// A document's values, each with its place in the text, in one array.
struct NodeTree: Sendable {
    /// The text.
    let source: Source
    /// Every node; a collection stands before its children.
    private(set) var nodes: [Node] = []
    /// Text of scalars that can't be read off the file: escapes, folded lines.
    private(set) var ownText: [UInt8] = []

    /// The most nodes that a document may have, those that aliases repeat included.
    static let limit = 2_000_000
    /// The most collections within each other.
    static let depthLimit = 100
    /// The most merges within each other.
    static let mergeLimit = 16

    /// An empty tree over this text.
    init(_ source: Source) {
        self.source = source
        nodes.reserveCapacity(min(source.bytes.count / 8, Self.limit))
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

    /// Keeps text that the file has in another form; returns where it begins.
    mutating func keep(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        ownText.append(contentsOf: text)
        return ownText.count - text.count
    }

    /// The node itself, or the one that an alias stands for.
    func resolved(_ index: NodeIndex) -> NodeIndex {
        let node = self[index]
        return node.kind == .alias ? NodeIndex(Int(node.content)) : index
    }

    /// The node itself, or the one that an alias stands for.
    func node(_ index: NodeIndex) -> Node { self[resolved(index)] }

    /// Where the node is written; for an alias, the alias.
    func place(_ index: NodeIndex) -> ByteRange {
        let node = self[index]
        return ByteRange(Int(node.start), Int(node.end))
    }
}

extension NodeTree {
    /// The text of a scalar, as bytes of UTF-8; nothing for other nodes.
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

    /// Walks over the children of a collection.
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

    /// Walks over the keys and values of a mapping.
    struct Entries: Sequence, IteratorProtocol {
        fileprivate var elements: Elements

        mutating func next() -> (key: NodeIndex, value: NodeIndex)? {
            guard let key = elements.next(), let value = elements.next() else { return nil }
            return (key, value)
        }
    }
}
