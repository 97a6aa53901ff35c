import Model

extension Cluster {
    /// Returns the priority of a node in a failover group.
    ///
    /// The preferred node has the highest priority of the cluster, and each node above it the next
    /// lower one: the priorities of all nodes are the same numbers in another order.
    public func priority(of name: String, in group: FailoverGroup) -> UInt8 {
        let ranked = nodes.sorted { $0.priority > $1.priority }
        guard let place = ranked.firstIndex(where: { $0.name == name }) else {
            return Node(name: name).priority
        }
        guard let preferred = ranked.firstIndex(where: { $0.name == group.preferredNode }),
            place <= preferred
        else { return ranked[place].priority }
        return ranked[place == preferred ? 0 : place + 1].priority
    }
}
