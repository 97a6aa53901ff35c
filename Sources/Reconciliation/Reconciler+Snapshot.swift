import Model

extension Reconciler {
    /// Returns the current state of the loop, for status and explanations.
    ///
    /// It takes constant time: the parts share their storage.
    public func snapshot() -> LoopSnapshot {
        LoopSnapshot(
            controller: ControllerStatus(
                version: settings.version, processID: settings.processID, started: started,
                managesAddresses: settings.managesAddresses),
            now: surroundings.clock(), document: document.status, knowledge: knowledge,
            retries: progress.retries, last: last,
            failures: [document.keepingFailure, last.failure].compactMap(\.self) + owned.failures
                + document.fileFailures + knowledge.pages.failures,
            events: history.events, eventCounts: history.counts)
    }

    /// Returns the desired and the last observed state, computed outside the loop's thread.
    public nonisolated func status() async -> Status {
        await snapshot().status()
    }

    /// Returns the explanation of the service of this name; nil: the document has none.
    ///
    /// It is computed outside the loop's thread.
    public nonisolated func explanation(of name: String) async -> ServiceExplanation? {
        await snapshot().explanation(of: name)
    }
}
