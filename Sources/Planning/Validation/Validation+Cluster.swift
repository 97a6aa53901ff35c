import Addresses
import Model

extension Validation {
    /// Checks the nodes of the cluster.
    mutating func checkCluster() {
        checkFailover()
        guard let nodes = spec.cluster?.nodes else { return }
        checkConnectionSync()
        checkTableSync()
        checkReplication()
        let path = DocumentPath([.key("cluster"), .key("nodes")])
        let carried = spec.virtualAddresses.contains { !$0.isExternal }
        let decides = spec.cluster?.failover != nil
        if nodes.count > 1, !decides, carried || spec.virtualAddresses.isEmpty {
            error(
                .clusterRoles, at: path,
                "\(nodes.count) nodes use this document, and nothing decides which of them carries"
                    + " the virtual addresses: each would",
                hint: "add `failover: {}` to the cluster, or keep the node that this host is;"
                    + " where keepalived or another program moves the addresses, write"
                    + " `external: true` on each of them")
        }
        var addresses: [IPAddress: String] = [:]
        var priorities: [UInt8: String] = [:]
        for (index, node) in nodes.enumerated() {
            check(node, at: path.index(index), &addresses)
            // Priorities have no effect if another program moves all addresses.
            guard let other = priorities.updateValue(node.name, forKey: node.priority),
                decides || carried || spec.virtualAddresses.isEmpty
            else { continue }
            error(
                .nodeConflict, at: path.index(index).key("priority"),
                "\(node.name) has priority \(node.priority), and so has \(other)",
                hint: "give each node a priority of its own: the highest is the master")
        }
    }

    private mutating func check(
        _ node: Node, at path: DocumentPath, _ addresses: inout [IPAddress: String]
    ) {
        guard let address = node.address else { return }
        let place = path.key("address")
        checkReach(of: node, at: address, path: place)
        if let other = addresses.updateValue(node.name, forKey: address) {
            error(
                .nodeConflict, at: place, "\(address) is the address of \(other) already",
                hint: "give the address by which the other nodes reach \(node.name)")
        }
        guard spec.virtualAddresses.contains(where: { $0.address.address == address }) else {
            return
        }
        error(
            .nodeConflict, at: place,
            "\(address) is a virtual address, which moves, and the node \(node.name) has it as its"
                + " own",
            hint: "give the address that stays on \(node.name)")
    }
}
