extension NodeTree {
    /// Whether this key is YAML's merge key.
    func isMerge(_ key: NodeIndex) -> Bool {
        let node = self[key]
        return node.kind == .scalar && node.style == .plain && node.count == 2
            && bytes(of: key).elementsEqual("<<".utf8)
    }

    /// The mappings that a merge key's value names: one mapping, or a list of them.
    func mergedMappings(_ value: NodeIndex) -> [NodeIndex] {
        switch node(value).kind {
        case .mapping: [value]
        case .sequence: elements(of: value).filter { node($0).kind == .mapping }
        case .scalar, .alias, .broken: []
        }
    }

    /// The key and value of this name in a mapping; the mapping's own keys precede merged ones.
    func entry(
        _ name: String, of mapping: NodeIndex, depth: Int = 0
    ) -> (key: NodeIndex, value: NodeIndex)? {
        guard node(mapping).kind == .mapping, depth <= Self.mergeLimit else { return nil }
        for entry in entries(of: mapping) where bytes(of: entry.key).elementsEqual(name.utf8) {
            return entry
        }
        for entry in entries(of: mapping) where isMerge(entry.key) {
            for merged in mergedMappings(entry.value) {
                if let found = self.entry(name, of: merged, depth: depth + 1) { return found }
            }
        }
        return nil
    }
}
