import Model

/// The first position on the path to a value whose text is shared with another position.
enum SharedPoint: Equatable {
    /// An alias (`*pool`) instead of an own text.
    case alias(NodeIndex)
    /// The text has an anchor (`&pool`) that aliases use.
    case anchor(NodeIndex)
    /// The key is merged into the mapping (`<<: *defaults`).
    case merge(into: NodeIndex, key: String, value: NodeIndex)

    /// Finds the first shared position on the path to the value; nil: no text on the path is
    /// shared.
    ///
    /// For the last part of the path an alias and a merge do not count: the edit replaces or
    /// overrides their value.
    init?(onTheWayTo path: DocumentPath, in tree: NodeTree) {
        var current = tree.root
        var finder = PathFinder(tree)
        for (number, part) in path.parts.enumerated() {
            let isLast = number == path.parts.count - 1
            switch part {
            case .key(let name):
                let own = tree.entries(of: current).first {
                    tree.bytes(of: $0.key).elementsEqual(name.utf8)
                }
                if let own {
                    current = own.value
                } else {
                    guard !isLast, let merged = tree.entry(name, of: current) else { return nil }
                    self = .merge(into: current, key: name, value: merged.value)
                    return
                }
            case .index(let position):
                let elements = finder.elements(of: current)
                guard elements.indices.contains(position) else { return nil }
                current = elements[position]
            }
            if tree[current].kind == .alias {
                guard !isLast else { return nil }
                self = .alias(current)
                return
            }
            if tree[current].flags.contains(.aliased) {
                self = .anchor(current)
                return
            }
        }
        return nil
    }

    /// Whether the point is a list, which gets its own text.
    func isList(in tree: NodeTree) -> Bool {
        switch self {
        case .alias(let node), .anchor(let node), .merge(_, _, let node):
            tree.node(node).kind == .sequence
        }
    }
}
