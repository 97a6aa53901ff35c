import Model

extension Reconciler {
    /// Why the service of this name is as it is; nil: the document has none of that name.
    ///
    /// It is made outside the loop's thread.
    public nonisolated func explanation(of name: String) async -> ServiceExplanation? {
        await snapshot().explanation(of: name)
    }
}
