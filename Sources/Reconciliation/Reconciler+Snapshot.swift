import Model

extension Reconciler {
    /// The loop's state at this moment, from which status and explanations are made elsewhere.
    ///
    /// It costs the loop nothing: the parts are shared, not copied.
    public func snapshot() -> LoopSnapshot {
        LoopSnapshot(
            controller: ControllerStatus(
                version: settings.version, processID: settings.processID, started: started,
                managesAddresses: settings.managesAddresses),
            now: surroundings.clock(), document: document.status, knowledge: knowledge,
            retries: progress.retries, last: last,
            failures: [document.keepingFailure, last.failure].compactMap(\.self) + owned.failures
                + document.fileFailures + knowledge.pages.failures,
            events: history.events)
    }

    /// Returns the wanted and the last observed state; made outside the loop's thread.
    public nonisolated func status() async -> Status {
        await snapshot().status()
    }

    /// Returns the explanation of the service of this name; nil: the document has none.
    ///
    /// It is made outside the loop's thread.
    public nonisolated func explanation(of name: String) async -> ServiceExplanation? {
        await snapshot().explanation(of: name)
    }
}
