import Model

extension SpecDecoder {
    /// Adds a finding about a node; `key` ends its path where the trail does not.
    mutating func report(
        _ code: DiagnosticCode, at node: NodeIndex, _ key: String?,
        _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil
    ) {
        let place = tree.place(node)
        let trail = self.trail
        findings.add(code, at: place) {
            Diagnostic(
                code, at: DocumentPath(trail + (key.map { [.key($0)] } ?? [])), message(),
                hint: hint())
        }
    }

    /// Adds a finding that a node is of the wrong kind, and says which it is.
    mutating func reportType(
        _ node: NodeIndex, _ key: String?, _ expectation: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        let kind = tree.node(node).kind
        guard kind != .broken else { return }
        let noun = noun(node)
        report(.wrongType, at: node, key, "\(expectation()); this is \(noun)", hint: hint())
    }

    /// A tag of somebody's own says that a value is something that is not known here.
    mutating func refuseForeignTag(of node: NodeIndex, key: String? = nil) {
        guard tree.node(node).tag == .foreign else { return }
        report(
            .wrongType, at: node, key, "a tag of your own (!…) has no meaning here",
            hint: "remove the tag")
    }

    /// What a node is, in words.
    func noun(_ index: NodeIndex) -> String {
        let node = tree.node(index)
        switch node.kind {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .alias, .broken: return "nothing"
        case .scalar:
            if isNull(index) { return node.count == 0 ? "empty" : "null" }
            return "\"\(tree.text(of: index).quotable)\""
        }
    }

    /// A plain scalar that is nothing, or one of YAML's words for nothing.
    func isNull(_ index: NodeIndex) -> Bool {
        let node = tree.node(index)
        guard node.kind == .scalar, node.style == .plain, node.tag != .string, node.count <= 4
        else {
            return false
        }
        return ["", "~", "null", "Null", "NULL"].contains(tree.text(of: index))
    }
}
