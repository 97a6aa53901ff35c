import Addresses
import Model

/// `cluster.replication`.
extension Validation {
    /// Checks `cluster.replication`.
    mutating func checkReplication() {
        guard let cluster = spec.cluster, let settings = cluster.replication else { return }
        let path = DocumentPath([.key("cluster"), .key("replication")])
        checkPeers(of: cluster, at: path)
        checkIdentity(settings.identity, at: path.key("identity"))
        checkPort(settings.port, of: cluster, at: path.key("port"))
        checkReplicatedCertificates()
    }

    private mutating func checkPeers(of cluster: Cluster, at path: DocumentPath) {
        if cluster.nodes.count < 2 {
            warning(
                .replicationNodes, at: path,
                "the cluster \(cluster.name) has \(counted(cluster.nodes.count, "node")), and"
                    + " replication copies the document to the others",
                hint: "add the other node: `nodes: [{name: lb1, address: 10.0.0.21},"
                    + " {name: lb2, address: 10.0.0.22}]`")
        }
        for (index, node) in cluster.nodes.enumerated() where node.address == nil {
            warning(
                .replicationNodes,
                at: DocumentPath([.key("cluster"), .key("nodes"), .index(index)]),
                "\(node.name) has no address: it listens for replication on all of its addresses,"
                    + " and the other nodes use those with which it joined",
                hint: "add `address: 10.0.0.21`, the one by which the other nodes reach it")
        }
    }

    private mutating func checkIdentity(_ identity: String, at path: DocumentPath) {
        let parts = Self.parts(of: identity)
        guard !identity.hasSuffix("/"), let last = parts.last, last != ".." else {
            error(
                .replicationIdentity, at: path, "\(identity) is a directory",
                hint: "name a file of the node's own: `identity: peer.pem`")
            return
        }
        guard let file = spec.files.first(where: { Self.parts(of: $0.name) == parts }) else {
            return
        }
        error(
            .replicationIdentity, at: path,
            "\(identity) is the file of \(file.place) too, which every node gets",
            hint: "name a file of the node's own: `identity: peer.pem`")
    }

    /// The components of a path, with an empty one for the root.
    static func parts(of path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false).enumerated()
            .filter { $0.element != "." && (!$0.element.isEmpty || $0.offset == 0) }
            .map(\.element)
    }

    private mutating func checkPort(_ port: UInt16, of cluster: Cluster, at path: DocumentPath) {
        let addresses = Set(cluster.nodes.compactMap(\.address))
        // Without an address a node listens on all of them.
        let isEverywhere = addresses.count < max(1, cluster.nodes.count)
        func isTaken(by endpoint: Endpoint) -> Bool {
            guard endpoint.port == port || endpoint.port == 0 else { return false }
            let address = endpoint.address
            return isEverywhere || addresses.contains(address)
                || address.isUnspecified && addresses.contains { $0.family == address.family }
        }
        func report(_ name: String, _ endpoint: Endpoint) {
            error(
                .replicationPort, at: path,
                "replication listens on port \(port) of "
                    + (isEverywhere ? "every address" : "the nodes")
                    + ", and \(name) on \(endpoint)",
                hint: "give one of them another port"
                    + (isEverywhere ? ", or the nodes their addresses" : ""))
        }
        for service in spec.services where service.key.transport == .tcp {
            guard let endpoint = service.key.endpoint, isTaken(by: endpoint) else { continue }
            return report(service.name, endpoint)
        }
        let proxied =
            spec.proxies.map { ($0.name, $0.listen) }
            + spec.sslServices.map { ($0.name, $0.listen) }
            + [("the statistics page", [spec.haproxy.statistics].compactMap(\.self))]
            + [("the API", [spec.admin.listen].compactMap(\.self))]
            + (cluster.tableSync.map { sync in
                [("cluster.tableSync", addresses.sorted().map { Endpoint($0, port: sync.port) })]
            } ?? [])
        for (name, listen) in proxied {
            guard let endpoint = listen.first(where: isTaken) else { continue }
            return report(name, endpoint)
        }
    }

    private mutating func checkReplicatedCertificates() {
        let used = Set(spec.sslServices.flatMap(\.certificates))
        for (index, certificate) in spec.certificates.enumerated()
        where certificate.file == nil && used.contains(certificate.name) {
            warning(
                .replicationFiles, at: DocumentPath([.key("certificates"), .index(index)]),
                "the certificate \(certificate.name) has no file, so each node has one of its own:"
                    + " clients see another one after a fail-over",
                hint: "add `file: certs/\(certificate.name).pem`, and import it with"
                    + " --directory certs")
        }
    }
}
