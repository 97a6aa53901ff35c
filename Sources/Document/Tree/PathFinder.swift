import Model

/// Finds the nodes of many paths and counts the elements of each list only once.
struct PathFinder {
    private let tree: NodeTree
    private var elements: [NodeIndex: [NodeIndex]] = [:]

    /// A finder in this tree.
    init(_ tree: NodeTree) {
        self.tree = tree
    }

    /// The node at a path, or the nearest one above it.
    mutating func nearest(to path: DocumentPath) -> NodeIndex {
        var current = tree.root
        for part in path.parts {
            switch part {
            case .key(let name):
                guard let entry = tree.entry(name, of: current) else { return current }
                current = entry.value
            case .index(let position):
                let children = elements(of: current)
                guard children.indices.contains(position) else { return current }
                current = children[position]
            }
        }
        return current
    }

    /// The elements of a list; empty when the node is no list.
    mutating func elements(of index: NodeIndex) -> [NodeIndex] {
        let list = tree.resolved(index)
        guard tree[list].kind == .sequence else { return [] }
        if let known = elements[list] { return known }
        let children = Array(tree.elements(of: list))
        elements[list] = children
        return children
    }
}
