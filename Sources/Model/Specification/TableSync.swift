import Addresses

/// Synchronisation of HAProxy's stick tables between the nodes, so that clients of proxies stay on
/// their servers after a fail-over.
///
/// The connections are TLS, and both sides verify the other's certificate.
public struct TableSync: Sendable, Hashable {
    /// The TCP port on each node's address.
    ///
    /// Default: 8849.
    public var port: UInt16
    /// The file of this node's certificate and key; nodes have different files with this name.
    public var identity: String
    /// The file of the certificates that sign those of the nodes, or of these themselves.
    public var authority: String

    /// Creates settings.
    public init(port: UInt16 = 8_849, identity: String, authority: String) {
        self.port = port
        self.identity = identity
        self.authority = authority
    }
}

extension Spec {
    /// The files of `cluster.tableSync` that HAProxy reads, with their positions in the document.
    public var tableFilePlaces: [(path: DocumentPath, file: String)] {
        guard let sync = cluster?.tableSync else { return [] }
        let path = DocumentPath([.key("cluster"), .key("tableSync")])
        return [(path.key("identity"), sync.identity), (path.key("ca"), sync.authority)]
    }

    /// The files of `cluster.tableSync` that HAProxy reads.
    public var tableFiles: Set<String> { Set(tableFilePlaces.map(\.file)) }
}
