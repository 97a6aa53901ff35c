import Model

extension Reconciler {
    /// Reads the document if it has changed.
    ///
    /// A bad one changes nothing but the status.
    ///
    /// **Shape:** true when another document is in force now.
    func readDocument(force: Bool) -> Bool {
        switch source.load(force: force) {
        case .unchanged:
            return false
        case .good(let good, let warnings):
            let wasRejected = !document.rejected.isEmpty
            document.rejected = []
            document.warnings = warnings
            if good == spec {
                if wasRejected { emit(.accepted, "the document is good again, and as it was") }
                return false
            }
            spec = good
            accepted(good)
            retries = Retries()
            document.generation += 1
            document.accepted = wallClock()
            emit(
                .accepted, "document accepted: generation \(document.generation)",
                warnings.map(line))
            return true
        case .bad(let diagnostics):
            guard diagnostics != document.rejected else { return false }
            document.rejected = diagnostics
            let kind: Event.Kind =
                diagnostics.contains { $0.code == .unreadable } ? .unreadable : .rejected
            let force = spec == nil ? "there is none in force" : "the one in force stays"
            emit(kind, "document \(kind.rawValue), \(force)", diagnostics.map(line))
            return false
        }
    }

    private func line(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(source.path)\(place): \(diagnostic.severity.rawValue): \(diagnostic.message) "
            + "[\(diagnostic.code.rawValue)]"
    }
}

extension Reconciler {
    /// Takes note that the watcher has ended; the periodic pass looks at the document meanwhile.
    public func watcherEnded(_ reason: String) {
        emit(.watcher, "\(reason); starting it again, the document is looked at meanwhile")
    }
}
