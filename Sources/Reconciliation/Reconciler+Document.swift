import Model

extension Reconciler {
    /// Reads the document if it has changed.
    ///
    /// A bad one changes nothing but the status.
    ///
    /// **Shape:** true when another document is in force now.
    func readDocument(force: Bool) -> Bool {
        let loaded = source.load(force: force)
        hasLoaded = true
        noteKeeping()
        defer { noteFiles() }
        switch loaded {
        case .unchanged:
            guard spec == nil, takeKept() else { return false }
            emit(.accepted, "the document can't be read yet: \(standIn) is in force")
            return true
        case .good(let good, let warnings):
            return take(good, warnings)
        case .renewed(let renewed, let secrets, let changed):
            renew(renewed, secrets, changed)
            return false
        case .bad(let diagnostics):
            guard diagnostics != document.rejected else { return false }
            document.rejected = diagnostics
            let isNew = spec == nil && takeKept()
            let kind: Event.Kind =
                diagnostics.contains { $0.code == .unreadable } ? .unreadable : .rejected
            let force =
                spec == nil
                ? "there is none in force"
                : document.kept == nil ? "the one in force stays" : "\(standIn) is in force"
            emit(kind, "document \(kind.rawValue), \(force)", diagnostics.map(line))
            return isNew
        }
    }

    private func take(_ good: Spec, _ warnings: [Diagnostic]) -> Bool {
        let wasRejected = !document.rejected.isEmpty || document.kept != nil
        document.rejected = []
        document.warnings = warnings
        document.kept = nil
        if good == spec {
            if wasRejected { emit(.accepted, "the document is good again, and as it was") }
            return false
        }
        bringIntoForce(good, accepted: wallClock())
        emit(
            .accepted, "document accepted: generation \(document.generation)",
            warnings.map(line))
        return true
    }

    /// Uses the secrets that the files of the document in force have now.
    private func renew(
        _ renewed: Spec, _ secrets: [Secret.File: String], _ changed: [String]
    ) {
        spec = renewed
        former = former.mapValues { servers in
            servers.mapValues { service in
                var service = service
                service.fillSecrets { secrets[$0] }
                return service
            }
        }
        accepted(renewed)
        checkServers(beside: checkedApart)
        emit(.accepted, "read a changed secret: \(changed.joined(separator: ", "))")
    }

    private func bringIntoForce(_ good: Spec, accepted time: Int64) {
        noteFormer(of: good)
        spec = good
        // The proof of one document says nothing of another.
        if provenProxies != nil { provenProxies = [] }
        accepted(good)
        checkServers(beside: former.mapValues { Set($0.keys) })
        retries = Retries()
        document.generation += 1
        document.accepted = time
    }

    /// Brings the document into force that an earlier run accepted last.
    ///
    /// **Shape:** true when there is one and it is good; one that is not is told of once.
    private func takeKept() -> Bool {
        switch source.kept() {
        case .none: return false
        case .good(let good, let warnings, let time):
            document.warnings = warnings
            document.kept = time
            bringIntoForce(good, accepted: time)
            return true
        case .useless(let failure):
            if failure != keptFailure { emit(.failed, "\(failure)") }
            keptFailure = failure
            return false
        }
    }

    /// Whether neither the file nor the document accepted last is of use.
    ///
    /// The file may still be open for writing.
    public var lacksDocument: Bool { spec == nil && hasLoaded }

    /// The kept document in an event or a reason.
    var standIn: String {
        document.kept.map { "the one accepted at \(Timestamp(milliseconds: $0))" }
            ?? "the one in force"
    }

    /// Tells once why the document in force is not kept for another start.
    private func noteKeeping() {
        let failure = source.keepingFailure
        if let failure, failure != keepingFailure { emit(.failed, "\(failure)") }
        keepingFailure = failure
    }

    /// Tells once why a file of the document in force is of no use.
    private func noteFiles() {
        let failures = source.fileFailures
        for failure in failures where !fileFailures.contains(failure) {
            emit(.failed, "\(failure)")
        }
        if failures.isEmpty, !fileFailures.isEmpty {
            emit(.recovered, "the files with the document's secrets are good again")
        }
        fileFailures = failures
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
