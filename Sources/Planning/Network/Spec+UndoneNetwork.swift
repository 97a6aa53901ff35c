import Model

extension Spec {
    /// The document that takes the place of an edit that was not confirmed.
    ///
    /// A node without a network leaves its network alone, but not what the edit has done with it.
    public func undoing(_ edit: Spec) -> Spec {
        guard var cluster else { return self }
        for index in cluster.nodes.indices {
            let node = cluster.nodes[index]
            let edited = edit.cluster?.nodes.first { $0.name == node.name }?.network
            guard edited != nil || node.network != nil else { continue }
            var network = node.network ?? NodeNetwork(manage: edited?.manage ?? .all)
            network.isRestored = true
            cluster.nodes[index].network = network
        }
        var spec = self
        spec.cluster = cluster
        return spec
    }
}
