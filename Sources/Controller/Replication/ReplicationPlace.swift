import Files
import Model
import Planning
import Replication

/// The place of a node's replication: its document, its name and its state directory.
package struct ReplicationPlace: Sendable {
    /// The place, for the module.
    package let site: ReplicationSite
    /// The last accepted spec; nil: none.
    package let spec: Spec?
    /// The settings of the document, or the defaults.
    package var settings: ReplicationSettings {
        spec?.cluster?.replication ?? ReplicationSettings()
    }

    /// Creates the place of this document on this host.
    ///
    /// The document need not exist: a new node gets its first one by replication.
    ///
    /// - Parameter node: the name given by `--node`; nil: the node of the document that is this
    ///   host, else the first label of the host name, which is the usual name of its node.
    package init(
        document: String, state: String, node: String?, version: String,
        allowsPrivileged: Bool = false
    ) {
        let path = PathName.absolute(document)
        let reading = DocumentReading(
            path: path, looksAtFiles: false, allowsPrivileged: allowsPrivileged)
        var spec = reading.spec
        // An unreadable copy is reported by the controller, which needs it.
        if spec == nil, let kept = try? DocumentKeeper(directory: state).load(of: path) {
            spec =
                DocumentReading(
                    path: path, bytes: kept.bytes, allowsPrivileged: allowsPrivileged
                ).spec
        }
        self.spec = spec
        let host = hostName()
        site = ReplicationSite(
            document: path, state: PathName.absolute(state),
            node: node ?? spec?.node(named: nil, hostName: host)?.name
                ?? String(host.prefix { $0 != "." }),
            hostName: host,
            version: version, wallClock: wallClock)
    }
}
