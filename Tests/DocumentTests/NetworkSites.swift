@testable import Document

extension ObjectSite {
    private static let start = "version: 1\ncluster: {name: c, nodes: [{name: n, network: "
    private static let path = "cluster.nodes[0].network."

    /// The objects of a node's network.
    static let network: [ObjectSite] = [
        ObjectSite(table: NetworkFields.table, before: start, after: "}]}\n", path: path),
        ObjectSite(
            table: NetworkInterfaceFields.table, before: start + "{interfaces: [",
            after: "]}}]}\n", path: path + "interfaces[0].", needs: ["name": "eth0"]),
        ObjectSite(
            table: BondFields.table, before: start + "{interfaces: [{name: b, bond: ",
            after: "}]}}]}\n", path: path + "interfaces[0].bond.",
            needs: ["mode": "active-backup", "members": "[eth1]"]),
        ObjectSite(
            table: VLANFields.table, before: start + "{interfaces: [{name: v, vlan: ",
            after: "}]}}]}\n", path: path + "interfaces[0].vlan.",
            needs: ["id": "2", "parent": "eth1"]),
        ObjectSite(
            table: BridgeFields.table, before: start + "{interfaces: [{name: b, bridge: ",
            after: "}]}}]}\n", path: path + "interfaces[0].bridge."),
        ObjectSite(
            table: NetworkRouteFields.table, before: start + "{routes: [", after: "]}}]}\n",
            path: path + "routes[0].", needs: ["to": "default"]),
        ObjectSite(
            table: RoutingRuleFields.table, before: start + "{rules: [", after: "]}}]}\n",
            path: path + "rules[0].", needs: ["priority": "1", "routingTable": "7"]),
    ]
}
