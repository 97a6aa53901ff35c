/// The configuration that serves and is not in the copy yet.
///
/// A failed copy is retried after the next change.
struct PendingCopy: Sendable {
    /// The configuration to copy; nil: the copy is current, or has failed.
    private var unsaved: WorkerConfiguration?
    /// Whether the worker has values that are not in the file yet.
    private var isFileBehind = false
    /// The failure of the latest copy; nil: it succeeded.
    private var failure: String?

    /// Records that values were sent; the file follows with the next look.
    mutating func sentValues() { isFileBehind = true }

    /// Records that a configuration is in force.
    ///
    /// - Parameters:
    ///   - isLook: whether it was in force before.
    ///   - reloaded: whether HAProxy was reloaded or started.
    mutating func finished(_ configuration: WorkerConfiguration, isLook: Bool, reloaded: Bool) {
        if !isLook || reloaded || isFileBehind { unsaved = configuration }
        isFileBehind = false
    }

    /// Returns the configuration to copy, once.
    mutating func take() -> WorkerConfiguration? {
        defer { unsaved = nil }
        return unsaved
    }

    /// Records the result of a copy, and returns the event of a new failure.
    ///
    /// - Parameter failure: nil: the copy succeeded.
    mutating func ended(_ failure: String?) -> WorkerEvent? {
        defer { self.failure = failure }
        guard let failure, failure != self.failure else { return nil }
        return .notKept(failure)
    }

    /// Forgets the configuration, because nothing serves any more.
    mutating func forget() { unsaved = nil }
}
