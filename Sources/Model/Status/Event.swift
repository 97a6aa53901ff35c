/// Something that happened, as it is logged and shown in status.
public struct Event: Sendable, Hashable, Codable {
    /// Its place among the events of its controller, from 1; nil: an event of an earlier version.
    public var number: Int?
    /// When.
    ///
    /// **Unit:** milliseconds since 1970-01-01T00:00:00Z.
    public var time: Int64
    /// What kind of thing.
    public var kind: Kind
    /// One sentence for the operator.
    public var message: String
    /// What it consists of: steps, diagnostics; at most ``detailLimit``.
    public var details: [String]

    /// Most details that one event carries; what is left out is counted in the last of them.
    public static let detailLimit = 20

    /// Kinds of event; the raw value is printed.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A document was read, found good, and is now in force.
        case accepted
        /// A document was read and found bad; the one in force stays.
        case rejected
        /// The document can't be read; the one in force stays.
        case unreadable
        /// Steps were applied because the document asked for them.
        case applied
        /// The host had changed without us; steps put it right.
        case drift
        /// A step failed; it is tried again.
        case failed
        /// A step that had failed succeeded.
        case recovered
        /// A server that was leaving is gone, with its last connection.
        case drained
        /// A server that the operator drains has no connections left: it can be worked on.
        case empty
        /// A server that was leaving is gone; its time was over, and connections were cut.
        case cut
        /// Checks found servers that work again.
        case up
        /// Checks found servers that do not work.
        case down
        /// Somebody could not be told of other events; of this one nobody is.
        case untold
        /// So many servers of a service have failed that its fallback takes over.
        case quorumLost
        /// Enough of them work again.
        case quorumRegained
        /// A certificate comes to its end, or its file can't be served.
        case certificate
        /// Another certificate is served, or its file is good again.
        case renewed
        /// HAProxy was started, or one that ran was taken over.
        case worker
        /// The watcher of the document ended and was started again.
        case watcher
    }

    /// An event with its details, cut to the limit.
    ///
    /// Whatever it tells of, it is text that can be shown: see ``Swift/String/clean``.
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
