import Model

extension Spec {
    /// Returns the node of the document that a host is; nil: the document has no such node.
    ///
    /// - Parameters:
    ///   - name: the name given by `--node`; nil: the host name decides.
    ///   - hostName: the name of the host. A node with the whole name is preferred to one with its
    ///     first label: `lb1.example.org`, then `lb1`.
    public func node(named name: String?, hostName: String) -> Node? {
        let nodes = cluster?.nodes ?? []
        if let name { return nodes.first { $0.name == name } }
        return nodes.first { $0.name == hostName }
            ?? nodes.first { Substring($0.name) == hostName.prefix { $0 != "." } }
    }
}
