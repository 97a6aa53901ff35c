/// An incident or change that is logged and shown in status.
public struct Event: Sendable, Hashable, Codable {
    /// Its place among the events of its controller, from 1; nil: an event of an earlier version.
    public var number: Int?
    /// The time.
    ///
    /// **Unit:** milliseconds since 1970-01-01T00:00:00Z.
    public var time: Int64
    /// The kind.
    public var kind: Kind
    /// A sentence for the operator.
    public var message: String
    /// The parts: steps, diagnostics; at most ``detailLimit``.
    public var details: [String]

    /// Maximum number of details; the last one counts omitted details.
    public static let detailLimit = 20

    /// Kinds of event; the raw value is printed.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A document was read and accepted, and is now in use.
        case accepted
        /// A document was read and rejected; the previous one stays in use.
        case rejected
        /// The document cannot be read; the previous one stays in use.
        case unreadable
        /// Steps were applied after a change of the document.
        case applied
        /// The host had changed without Ballast; steps corrected it.
        case drift
        /// A step failed and will be retried.
        case failed
        /// A failed step has succeeded.
        case recovered
        /// A leaving server was removed after its last connection.
        case drained
        /// A server that the operator drains has no connections left: maintenance can begin.
        case empty
        /// A leaving server was removed at its timeout, and connections were cut.
        case cut
        /// Checks found that servers work again.
        case up
        /// Checks found that servers do not work.
        case down
        /// A notification of other events failed; this event causes no notification.
        case untold
        /// So many servers of a service have failed that its fallback takes over.
        case quorumLost
        /// Enough servers of a service work again.
        case quorumRegained
        /// A certificate is about to expire, or its file cannot be served.
        case certificate
        /// Another certificate is served, or its file can be served again.
        case renewed
        /// HAProxy was started, or a running one was adopted.
        case worker
        /// The role of this node in the election of the virtual addresses has changed.
        case role
        /// The watcher of the document has ended and was restarted.
        case watcher
        /// The configuration of another node was activated here.
        case replicated
        /// Replication waits for the operator: a conflict, a refusal, an untrusted connection.
        case replication
        /// A node joined the cluster, was revoked or forgotten, or is back.
        case peer
        /// An edit was undone: it was not confirmed in time, or its canary has failed.
        case reverted
        /// An edit waits for its change window.
        case pending
    }

    /// Creates an event with its details, cut to the limit.
    ///
    /// Its text is always safe to print: see ``Swift/String/clean``.
    public init(time: Int64, kind: Kind, message: String, details: [String] = []) {
        self.time = time
        self.kind = kind
        self.message = message.clean
        let shown =
            details.count <= Self.detailLimit ? details.count : Self.detailLimit - 1
        self.details = details.prefix(shown).map(\.clean)
        if shown < details.count { self.details.append("and \(details.count - shown) more") }
    }
}
