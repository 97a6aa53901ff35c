import Model

/// The commands on the trust between nodes, which need no running controller.
public struct PeerCommands: Sendable {
    private let site: ReplicationSite
    private let settings: ReplicationSettings

    /// Creates the commands of a node.
    ///
    /// - Parameter settings: those of the document, or the defaults if there is none.
    public init(_ site: ReplicationSite, settings: ReplicationSettings = ReplicationSettings()) {
        self.site = site
        self.settings = settings
    }

    /// Makes the identity of this node unless it has one, and a token.
    ///
    /// **Errors:** `HostFailure`.
    public func initialize() throws(HostFailure) -> PeerInvitation {
        throw HostFailure(operation: "make an identity", reason: "not implemented")
    }

    /// Makes another token.
    ///
    /// **Errors:** `HostFailure`, as without an identity.
    public func invite() throws(HostFailure) -> PeerInvitation { try initialize() }

    /// Joins the cluster of a node, and returns the nodes that are trusted now.
    ///
    /// - Parameters:
    ///   - host: a name or an address.
    ///   - port: nil: that of the settings.
    ///
    /// **Errors:** `HostFailure`.
    public func join(
        _ host: String, port: UInt16? = nil, token: JoinToken
    ) async throws(HostFailure) -> [PeerRecord] {
        throw HostFailure(operation: "join \(host)", reason: "not implemented")
    }

    /// Returns all nodes that are trusted or revoked, ascending by name.
    ///
    /// **Errors:** `HostFailure`.
    public func list() throws(HostFailure) -> [PeerRecord] { [] }

    /// Revokes the trust in a node, and returns its record.
    ///
    /// - Parameter node: a name or a fingerprint.
    ///
    /// **Errors:** `HostFailure`: no such node, or this one.
    public func revoke(_ node: String) throws(HostFailure) -> PeerRecord {
        throw HostFailure(operation: "revoke \(node)", reason: "not implemented")
    }
}
