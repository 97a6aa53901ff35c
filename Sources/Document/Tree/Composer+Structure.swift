import Model

extension Composer {
    /// Adds a node to the open collection.
    mutating func add(_ node: Node, anchor: String?) -> Course {
        expanded += 1
        guard expanded <= NodeTree.limit else { return tooMany(at: node) }
        var node = node
        if anchor != nil { node.flags.insert(.anchored) }
        let index = tree.append(node)
        if let parent = open.indices.last {
            let container = open[parent].index
            if open[parent].last.exists {
                tree[open[parent].last].next = index
            } else {
                tree[container].content = index.position
            }
            tree[container].count += 1
            open[parent].last = index
        }
        guard let anchor else { return .onwards }
        guard anchors.count < Self.anchorLimit else {
            report(
                .tooLarge, at: tree.place(index), "there are more than \(Self.anchorLimit) anchors")
            return .end
        }
        anchors[anchor] = Anchor(
            index: index, before: expanded - 1, size: node.kind == .scalar ? 1 : nil)
        return .onwards
    }

    /// Closes the open collection.
    mutating func close(at place: ByteRange) {
        guard let closed = open.popLast() else { return }
        let node = tree[closed.index]
        if node.style == .flow {
            tree[closed.index].end = UInt32(truncatingIfNeeded: place.end)
        } else if closed.last.exists {
            tree[closed.index].end = max(node.end, tree[closed.last].end)
        }
        if node.kind == .mapping { reportDuplicateKeys(of: closed.index) }
        if let anchor = closed.anchor, let known = anchors[anchor], known.index == closed.index {
            anchors[anchor]?.size = expanded - known.before
        }
    }

    /// Adds an alias of another node to the open collection.
    mutating func alias(_ name: String, at place: ByteRange) -> Course {
        guard let anchor = anchors[name] else {
            let known = anchors.count <= Self.suggestionLimit ? anchors.keys.sorted() : []
            report(
                .alias, at: place, "there is no anchor &\(name.quotable) before this alias",
                hint: Suggestion.nearest(to: name, among: known).map { "did you mean *\($0)?" })
            return add(Node(.broken, place: place), anchor: nil)
        }
        guard let size = anchor.size else {
            report(.alias, at: place, "the alias *\(name.quotable) is inside what it stands for")
            return add(Node(.broken, place: place), anchor: nil)
        }
        let node = Node(.alias, place: place, content: Int(anchor.index.position))
        tree[anchor.index].flags.insert(.aliased)
        expanded += size - 1
        return add(node, anchor: nil)
    }

    private mutating func tooMany(at node: Node) -> Course {
        let reason = node.kind == .alias ? "with what its aliases repeat, " : ""
        report(
            .tooLarge, at: ByteRange(Int(node.start), Int(node.end)),
            "\(reason)the document has more than \(NodeTree.limit) values")
        return .end
    }

    /// Reports each duplicate key of a mapping.
    private mutating func reportDuplicateKeys(of mapping: NodeIndex) {
        let count = Int(tree[mapping].count) / 2
        guard count > 1 else { return }
        guard count <= Self.keyLimit else {
            report(
                .tooLarge, at: tree.place(mapping),
                "this mapping has more than \(Self.keyLimit) keys")
            return
        }
        if count <= 16 {
            var seen: [NodeIndex] = []
            seen.reserveCapacity(count)
            for (key, _) in tree.entries(of: mapping) where isText(key) {
                let bytes = tree.bytes(of: key)
                if let first = seen.first(where: { tree.bytes(of: $0).elementsEqual(bytes) }) {
                    reportDuplicate(key, first: first)
                } else {
                    seen.append(key)
                }
            }
        } else {
            var seen: [ArraySlice<UInt8>: NodeIndex] = [:]
            for (key, _) in tree.entries(of: mapping) where isText(key) {
                if let first = seen[tree.bytes(of: key)] {
                    reportDuplicate(key, first: first)
                } else {
                    seen[tree.bytes(of: key)] = key
                }
            }
        }
    }

    private func isText(_ key: NodeIndex) -> Bool {
        tree.node(key).kind == .scalar
    }

    private mutating func reportDuplicate(_ key: NodeIndex, first: NodeIndex) {
        let line = findings.line(of: tree.place(first), in: tree.source)
        let name = tree.text(of: key).quotableKey
        report(
            .duplicateKey, at: tree.place(key),
            "the key \"\(name)\" is here a second time; "
                + "the first is on line \(line)",
            hint: "remove one of them")
    }
}
