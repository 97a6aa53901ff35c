import Model

extension SpecDecoder {
    /// Adds a finding about a node; `key` is appended to the path of the trail.
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

    /// Adds a finding that a node has the wrong kind, with the kind that it has.
    mutating func reportType(
        _ node: NodeIndex, _ key: String?, _ expectation: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        let kind = tree.node(node).kind
        guard kind != .broken else { return }
        let noun = noun(node)
        report(.wrongType, at: node, key, "\(expectation()); this is \(noun)", hint: hint())
    }

    /// Reports a value with a custom tag, which no key accepts.
    mutating func refuseForeignTag(of node: NodeIndex, key: String? = nil) {
        guard tree.node(node).tag == .foreign else { return }
        report(
            .wrongType, at: node, key, "a tag of your own (!…) has no meaning here",
            hint: "remove the tag")
    }

    /// The kind of a node, for messages.
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

    /// Whether a node is an empty plain scalar, or one of YAML's words for null.
    func isNull(_ index: NodeIndex) -> Bool {
        let node = tree.node(index)
        guard node.kind == .scalar, node.style == .plain, node.tag != .string, node.count <= 4
        else {
            return false
        }
        return ["", "~", "null", "Null", "NULL"].contains(tree.text(of: index))
    }
}
