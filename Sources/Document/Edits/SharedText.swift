import Model

/// Which text of a document says more than one thing, because aliases repeat it.
struct SharedText {
    private let tree: NodeTree

    /// The shared text of this document.
    init(_ tree: NodeTree) {
        self.tree = tree
    }

    /// Whether the way to the object at a path leads through an alias, a merge or an anchor that an
    /// alias names.
    func covers(_ path: DocumentPath) -> Bool {
        var current = tree.root
        var finder = PathFinder(tree)
        for part in path.parts {
            switch part {
            case .key(let name):
                let own = tree.entries(of: current).first {
                    tree.bytes(of: $0.key).elementsEqual(name.utf8)
                }
                guard let own else { return true }
                current = own.value
            case .index(let position):
                let elements = finder.elements(of: current)
                guard elements.indices.contains(position) else { return true }
                current = elements[position]
            }
            if tree[current].kind == .alias || tree[current].flags.contains(.aliased) {
                return true
            }
        }
        return false
    }
}
