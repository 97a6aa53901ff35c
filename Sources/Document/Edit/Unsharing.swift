import Model

/// Gives a shared text of a document back to the one position that is edited.
///
/// The meaning of the document is unchanged. The other users of the text keep their anchors and
/// aliases, except that an anchor may move to its next user.
struct Unsharing {
    private let tree: NodeTree
    private let lines: LineIndex

    /// An unsharing of texts of this document.
    init(_ tree: NodeTree) {
        self.tree = tree
        lines = LineIndex(tree.source)
    }

    /// The patches after which a position is no longer shared; nil: no such patches are known.
    func patches(for point: SharedPoint) -> [Patch]? {
        switch point {
        case .alias(let alias):
            switch tree.node(alias).kind {
            case .mapping: [Patch(range(of: alias), "{<<: \(tree.written(alias))}")]
            case .sequence: list(tree.resolved(alias), insteadOf: alias)
            case .scalar, .alias, .broken: nil
            }
        case .anchor(let node):
            tree[node].kind == .mapping ? wrapping(of: node) : moving(of: node)
        case .merge(let mapping, let key, let value):
            ServerText(tree, mapping).insertions(
                of: key,
                tree[value].kind == .alias || tree[value].flags.contains(.anchored)
                    ? .text(tree.reference(to: value)) : .list(elements(of: value))
            ).first.map { [$0] }
        }
    }

    /// The text to write by hand at a position without a known change.
    func advice(for point: SharedPoint, _ change: String) -> String {
        switch point {
        case .alias(let alias):
            tree.node(alias).kind == .mapping
                ? "write `{<<: \(tree.written(alias)), \(change)}` for `\(tree.written(alias))`"
                : "write the list out instead of `\(tree.written(alias))`, with `\(change)` in it"
        case .anchor(let node):
            "write out the text of `&\(tree.anchor(of: node)?.name ?? "anchor")` in place of an "
                + "alias that should keep it, then remove the anchor"
        case .merge(_, let key, _):
            "write the key `\(key)` out beside `<<`, with `\(change)` in it"
        }
    }

    /// The line, from 1, of a shared point.
    func line(of point: SharedPoint) -> Int {
        switch point {
        case .alias(let node), .anchor(let node), .merge(let node, _, _):
            lines.line(at: Int(tree[node].start)) + 1
        }
    }

    private func range(of node: NodeIndex) -> Range<Int> {
        Int(tree[node].start)..<Int(tree[node].end)
    }

    private func column(of offset: Int) -> Int {
        offset - lines.range(ofLine: lines.line(at: offset)).lowerBound
    }

    private func elements(of list: NodeIndex) -> [String] {
        tree.elements(of: list).map { tree.reference(to: $0) }
    }

    /// A copy of a list in place of its alias: one line for each element, in block style.
    private func list(
        _ list: NodeIndex, insteadOf alias: NodeIndex, anchor: String = ""
    ) -> [Patch] {
        let elements = elements(of: list)
        guard let holder = tree.holder(of: alias), tree[holder.mapping].style == .block,
            !elements.isEmpty
        else {
            let separator = anchor.isEmpty ? "" : " "
            return [Patch(range(of: alias), "\(anchor)\(separator)\(tree.copy(of: list))")]
        }
        let line = lines.line(at: Int(tree[alias].start))
        let end = lines.range(ofLine: line).upperBound
        let indentation = String(repeating: " ", count: column(of: Int(tree[holder.key].start)) + 2)
        let text = elements.map { "\(lines.lineEnd(near: line))\(indentation)- \($0)" }
        var place = range(of: alias)
        if anchor.isEmpty, tree.source.bytes[place.lowerBound - 1] == 0x20 {
            place = place.lowerBound - 1..<place.upperBound
        }
        return [Patch(place, anchor), Patch(end..<end, text.joined())]
    }

    /// Nests a mapping with an anchor in a new mapping with a merge key: keys beside the merge key
    /// do not belong to the anchor.
    private func wrapping(of mapping: NodeIndex) -> [Patch] {
        let place = range(of: mapping)
        guard tree[mapping].style == .block else {
            return [
                Patch(place.lowerBound..<place.lowerBound, "{<<: "),
                Patch(place.upperBound..<place.upperBound, "}"),
            ]
        }
        var patches = [Patch(place.lowerBound..<place.lowerBound, "<<: ")]
        let body = tree.body(of: mapping)
        let missing = column(of: place.lowerBound) + 2 - column(of: body)
        guard missing > 0 else { return patches }
        let indentation = String(repeating: " ", count: missing)
        for line in lines.line(at: body)...lines.line(at: max(body, place.upperBound - 1)) {
            let range = lines.range(ofLine: line)
            guard tree.source.bytes[range].contains(where: { $0 > 0x20 }) else { continue }
            patches.append(Patch(range.lowerBound..<range.lowerBound, indentation))
        }
        return patches
    }

    /// Moves the anchor of a list or a scalar, with a copy of its value, to its first alias; nil:
    /// the node has no anchor or no alias.
    private func moving(of node: NodeIndex) -> [Patch]? {
        guard let alias = tree.firstAlias(of: node), let anchor = tree.anchor(of: node) else {
            return nil
        }
        var place = anchor.place
        let bytes = tree.source.bytes
        if place.upperBound < bytes.count, bytes[place.upperBound] == 0x20 {
            place = place.lowerBound..<place.upperBound + 1
        } else if place.lowerBound > 0, bytes[place.lowerBound - 1] == 0x20 {
            place = place.lowerBound - 1..<place.upperBound
        }
        let moved =
            tree[node].kind == .sequence
            ? list(node, insteadOf: alias, anchor: "&\(anchor.name)")
            : [Patch(range(of: alias), "&\(anchor.name) \(tree.copy(of: node))")]
        return [Patch(place)] + moved
    }
}
