import Model

/// Decodes the node tree into a spec, and continues after every mistake to find all of them.
///
/// After a mistake the decoder uses the default, or a placeholder: a spec with mistakes is never
/// applied.
struct SpecDecoder {
    /// The document's nodes.
    let tree: NodeTree
    /// The mistakes found so far.
    var findings: Findings
    /// The decoder's current path in the document.
    var trail: [DocumentPath.Part] = []

    /// Creates a decoder that adds to the composer's findings.
    init(_ tree: NodeTree, _ findings: Findings) {
        self.tree = tree
        self.findings = findings
    }

    /// Reads a mapping: locates its keys, and reports unknown and missing ones.
    mutating func object<Fields: ObjectFields>(
        _ node: NodeIndex, as _: Fields.Type
    ) -> ObjectReader<Fields>? {
        object(node, table: Fields.table).map { ObjectReader(node, $0) }
    }

    /// Reads a mapping by its table.
    mutating func object(_ node: NodeIndex, table: ObjectTable) -> ObjectSlots? {
        guard tree.node(node).kind == .mapping else {
            let isNull = isNull(node)
            reportType(
                node, nil, "\(table.nameWithArticle) has to be a mapping",
                hint: isNull ? "give it keys, or remove it" : nil)
            return nil
        }
        refuseForeignTag(of: node)
        var slots = ObjectSlots()
        fill(&slots, from: node, table: table, merges: [])
        for (slot, field) in table.fields.enumerated()
        where field.isRequired && slots[slot] == nil {
            report(
                .missingKey, at: node, nil,
                "\(table.nameWithArticle) needs the key \"\(field.key)\"",
                hint: "add `\(field.key): \(field.kind.example)`")
        }
        return slots
    }

    private mutating func fill(
        _ slots: inout ObjectSlots, from mapping: NodeIndex, table: ObjectTable, merges: [NodeIndex]
    ) {
        var expected = 0
        var hasMerge = false
        for (key, value) in tree.entries(of: mapping) {
            guard tree.node(key).kind == .scalar else {
                if tree.node(key).kind != .broken {
                    report(.wrongType, at: key, nil, "a key has to be a word")
                }
                continue
            }
            if let slot = table.slot(of: tree.bytes(of: key), near: expected) {
                if slots[slot] == nil { slots[slot] = value }
                expected = slot + 1
            } else if tree.isMerge(key) {
                hasMerge = true
            } else {
                reportUnknown(key, of: table)
            }
        }
        guard hasMerge else { return }
        for (key, value) in tree.entries(of: mapping) where tree.isMerge(key) {
            merge(value, into: &slots, table: table, merges: merges + [value])
        }
    }

    /// Adds the keys of a merged mapping that the mapping itself does not have.
    ///
    /// Source: yaml.org, "Merge Key Language-Independent Type for YAML Version 1.1".
    private mutating func merge(
        _ value: NodeIndex, into slots: inout ObjectSlots, table: ObjectTable, merges: [NodeIndex]
    ) {
        guard merges.count <= NodeTree.mergeLimit else {
            report(
                .tooLarge, at: merges.first ?? value, nil,
                "mappings are merged into each other more than \(NodeTree.mergeLimit) deep")
            return
        }
        let kind = tree.node(value).kind
        let parts = kind == .sequence ? Array(tree.elements(of: value)) : [value]
        for part in parts {
            guard tree.node(part).kind == .mapping else {
                reportType(
                    part, "<<", "<< merges a mapping, or a list of mappings",
                    hint: "write `<<: *anchor`")
                continue
            }
            fill(&slots, from: part, table: table, merges: merges)
        }
    }

    /// Returns the hint for a key and a value without a space between them; nil: it is none.
    private static func joined(_ name: String, among keys: [String]) -> String? {
        let key = String(name.prefix { $0 != ":" })
        guard key != name, keys.contains(key) else { return nil }
        return "put a space after the colon: `\(key): …`"
    }

    private mutating func reportUnknown(_ key: NodeIndex, of table: ObjectTable) {
        let tree = self.tree
        let trail = self.trail
        findings.add(.unknownKey, at: tree.place(key)) {
            let name = tree.text(of: key)
            let keys = table.fields.map(\.key)
            let near =
                Suggestion.keySynonym(of: name, among: keys)
                ?? Suggestion.nearest(to: name, among: keys)
            return Diagnostic(
                .unknownKey, at: DocumentPath(trail + [.key(name.quotableKey)]),
                "\(table.nameWithArticle) has no key \"\(name.quotableKey)\"",
                hint: Self.joined(name, among: keys) ?? near.map { "did you mean \"\($0)\"?" }
                    ?? "its keys are: \(table.fields.map(\.key).joined(separator: ", "))")
        }
    }
}
