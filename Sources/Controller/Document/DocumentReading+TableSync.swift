import Certificates
import Files
import Model
import Planning
import Proxies

extension DocumentReading {
    /// Adds the findings on the files of `cluster.tableSync`.
    ///
    /// - Parameters:
    ///   - home: the document in whose folder the files of this node alone are; nil: this one.
    ///   - identity: the names of this host; nil: its host name.
    package mutating func judgeTableSync(
        home: String? = nil, for identity: NodeIdentity? = nil
    ) {
        guard let spec, spec.cluster?.tableSync != nil else { return }
        let host = identity ?? NodeIdentity(hostName: hostName())
        add(
            tableSyncDiagnostics(
                of: spec, in: path, home: home ?? path,
                isNode: spec.node(named: host.name, hostName: host.hostName) != nil, now: .now))
    }
}
