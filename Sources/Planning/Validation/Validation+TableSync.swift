import Addresses
import Model

extension Validation {
    /// Checks `cluster.tableSync`.
    mutating func checkTableSync() {
        guard let cluster = spec.cluster, let sync = cluster.tableSync else { return }
        for (index, node) in cluster.nodes.enumerated() where node.address == nil {
            error(
                .failoverNodes,
                at: DocumentPath([.key("cluster"), .key("nodes"), .index(index)]),
                "the synchronisation of stick tables needs the address of \(node.name)",
                hint: "add `address: 10.0.0.21`, or remove `tableSync`")
        }
        if let own = cluster.replication?.identity,
            Self.parts(of: own) == Self.parts(of: sync.identity)
        {
            diagnostics.append(.tableSyncIdentity(sync))
        }
        let own = cluster.nodes.compactMap(\.address).map { Endpoint($0, port: sync.port) }
        guard let taken = own.first(where: { spec.proxyEndpoints.contains(where: $0.overlaps) })
        else {
            return
        }
        error(
            .outOfRange,
            at: DocumentPath([.key("cluster"), .key("tableSync"), .key("port")]),
            "a proxy listens on \(taken) too", hint: "choose another port")
    }
}

extension Diagnostic {
    /// Returns the error that the certificate of the synchronisation of stick tables is the
    /// identity of replication.
    public static func tableSyncIdentity(_ sync: TableSync) -> Diagnostic {
        Diagnostic(
            .tableSyncIdentity,
            at: DocumentPath([.key("cluster"), .key("tableSync"), .key("identity")]),
            "\(sync.identity) is the identity of replication, which `ballast peer` makes and "
                + "renews",
            hint: "use another certificate: `identity: tables.pem`")
    }
}

extension Endpoint {
    /// Whether two listeners can't both exist.
    fileprivate func overlaps(_ other: Endpoint) -> Bool {
        port == other.port
            && (address == other.address
                || address.family == other.address.family
                    && (address.isUnspecified || other.address.isUnspecified))
    }
}
