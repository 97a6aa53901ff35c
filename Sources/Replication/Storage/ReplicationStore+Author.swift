import Model

extension ReplicationStore {
    /// Returns the node that made the generation in force, if it has this document; nil: another
    /// document, no generation, or this node made it.
    ///
    /// - Parameter node: the name of this node.
    public func author(of document: Digest, besides node: String) -> String? {
        // Without a readable record nothing is known to be replicated.
        guard let signed = try? record()?.signed,
            let manifest = try? Manifest(encoded: signed.bytes, rule: PathRule()),
            manifest.document.digest == document, manifest.author != node
        else { return nil }
        return manifest.author
    }
}
