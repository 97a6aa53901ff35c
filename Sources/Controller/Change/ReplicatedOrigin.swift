import Replication

/// The origin of documents that other nodes have sent.
struct ReplicatedOrigin: Sendable {
    /// Returns whether files are being replaced, so that the origin of a document is not known yet.
    let isActivating: @Sendable () -> Bool
    /// Returns the node that made a document; nil: this node, or unknown.
    let author: @Sendable (Digest) -> String?

    /// No other node sends documents.
    static let none = ReplicatedOrigin(isActivating: { false }, author: { _ in nil })
}
