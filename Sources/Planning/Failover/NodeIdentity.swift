import Model

/// The names by which a host finds its node in the document.
public struct NodeIdentity: Sendable, Hashable {
    /// The name given by `--node`; nil: the host name decides.
    public var name: String?
    /// The name of the host.
    public var hostName: String

    /// Creates an identity.
    public init(name: String? = nil, hostName: String) {
        self.name = name
        self.hostName = hostName
    }

    /// Returns the finding that no node of a document is this host; nil: one is, or none has to be.
    ///
    /// Each host that uses a document with nodes has to be one of them: also a cluster of one node
    /// has virtual addresses, which a second host with the same document would have too.
    public func diagnostic(for spec: Spec) -> Diagnostic? {
        guard let cluster = spec.cluster, !cluster.nodes.isEmpty,
            spec.node(named: name, hostName: hostName) == nil
        else { return nil }
        let names = cluster.nodes.map(\.name).joined(separator: ", ")
        return Diagnostic(
            .unknownHost, at: DocumentPath([.key("cluster"), .key("nodes")]),
            name.map { "the cluster has no node \($0)" }
                ?? "the cluster has no node \(hostName), which is the name of this host",
            hint: "its nodes are: \(names); "
                + (name == nil
                    ? "give the node of this host with --node" : "correct --node, or add the node"))
    }
}
