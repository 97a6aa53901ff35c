extension ReplicationStatus {
    /// Returns the reason why a node that has joined others has no document.
    ///
    /// - Returns: a sentence; nil: it has a document, or has joined no node.
    public func wait(for document: DocumentStatus) -> String? {
        guard generation == nil, document.accepted == nil, !peers.isEmpty else { return nil }
        let names = peers.map(\.name).joined(separator: ", ")
        return "this node has joined \(names) and waits for its first document"
    }
}
