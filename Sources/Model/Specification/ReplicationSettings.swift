/// Replication of the configuration between the nodes.
public struct ReplicationSettings: Sendable, Hashable {
    /// The TCP port of the nodes.
    ///
    /// Default: ``usualPort``.
    public var port: UInt16
    /// The file of this node's key and certificate; a relative path starts at the document's
    /// directory.
    ///
    /// Default: ``usualIdentity``.
    public var identity: String

    /// The default port.
    public static let usualPort: UInt16 = 8787
    /// The default file of the identity.
    public static let usualIdentity = "peer.pem"

    /// Creates settings.
    public init(port: UInt16 = usualPort, identity: String = usualIdentity) {
        self.port = port
        self.identity = identity
    }
}
