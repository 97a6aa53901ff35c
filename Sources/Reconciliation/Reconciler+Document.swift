import Model

extension Reconciler {
    /// Reads the document if it has changed.
    ///
    /// A rejected document changes only the status.
    ///
    /// **Shape:** whether another document is in force now.
    func readDocument(force: Bool) -> Bool {
        let loaded = ports.source.load(force: force)
        document.hasLoaded = true
        emit(document.note(keeping: ports.source.keepingFailure))
        defer { emit(document.note(files: ports.source.fileFailures)) }
        switch loaded {
        case .unchanged:
            guard knowledge.spec == nil, useKept() else { return false }
            emit([
                EventDraft(
                    .accepted, "the document can't be read yet: \(document.standIn) is in force")
            ])
            return true
        case .good(let good, let warnings):
            return use(good, warnings)
        case .renewed(let renewed, let secrets, let changed):
            renew(renewed, secrets, changed)
            return false
        case .advanced(let next):
            guard next != knowledge.spec else { return false }
            bringIntoForce(next, accepted: surroundings.wallClock(), isNew: false)
            return true
        case .restored(let earlier, let diagnostics):
            return restore(earlier, diagnostics)
        case .pending(let edit, let warnings):
            return wait(edit, warnings)
        case .bad(let diagnostics):
            document.status.pending = nil
            guard diagnostics != document.status.rejected else { return false }
            document.status.rejected = diagnostics
            let isNew = knowledge.spec == nil && useKept()
            let force =
                knowledge.spec == nil
                ? "there is none in force"
                : document.status.kept == nil
                    ? "the one in force stays" : "\(document.standIn) is in force"
            emit([document.rejection(diagnostics, meanwhile: force)])
            return isNew
        }
    }

    private func use(_ good: Spec, _ warnings: [Diagnostic]) -> Bool {
        let wasRejected = !document.status.rejected.isEmpty || document.status.kept != nil
        document.status.rejected = []
        document.status.warnings = warnings
        document.status.kept = nil
        document.status.pending = nil
        if good == knowledge.spec {
            if wasRejected {
                emit([EventDraft(.accepted, "the document is good again, and as it was")])
            }
            return false
        }
        bringIntoForce(good, accepted: surroundings.wallClock())
        emit([
            EventDraft(
                .accepted,
                "document accepted: number \(document.status.generation) since the start",
                warnings.map(document.status.line))
        ])
        return true
    }

    /// Notes an edit that waits for its change window.
    private func wait(_ edit: PendingEdit, _ warnings: [Diagnostic]) -> Bool {
        let isNew = knowledge.spec == nil && useKept()
        // The file is read, and a start with it is no start with a stand-in.
        document.status.kept = nil
        document.status.rejected = []
        if edit != document.status.pending {
            emit([EventDraft(.pending, edit.words, warnings.map(document.status.line))])
        }
        document.status.pending = edit
        return isNew
    }

    /// Puts an earlier document in force again, in place of an edit that was not confirmed.
    private func restore(_ earlier: Spec, _ diagnostics: [Diagnostic]) -> Bool {
        document.status.rejected = diagnostics
        document.status.warnings = []
        document.status.kept = nil
        document.status.pending = nil
        let isNew = earlier != knowledge.spec
        if isNew { bringIntoForce(earlier, accepted: surroundings.wallClock()) }
        emit([
            EventDraft(
                .reverted,
                Self.words(for: diagnostics),
                diagnostics.map(document.status.line))
        ])
        return isNew
    }

    /// Returns the sentence about an edit that was undone.
    private static func words(for diagnostics: [Diagnostic]) -> String {
        switch diagnostics.first?.code {
        case .unconfirmed? where diagnostics.count == 1:
            "the edit was not confirmed, the document before it is in force again"
        case .canaryTakenBack?, .canaryRefused?: diagnostics[0].message
        default: "the edit was not confirmed, and is undone as far as possible"
        }
    }

    /// Replaces the secrets of the document in force by the current ones of its files.
    private func renew(
        _ renewed: Spec, _ secrets: [Secret.File: String], _ changed: [String]
    ) {
        knowledge.apply(secrets: renewed)
        derivation = nil
        former.fillSecrets(secrets)
        surroundings.accepted(renewed)
        surroundings.checking(former.checks(beside: renewed))
        emit([
            EventDraft(.accepted, "read a changed secret: \(changed.joined(separator: ", "))")
        ])
    }

    /// - Parameter isNew: false: the next step of an edit in force.
    private func bringIntoForce(_ good: Spec, accepted time: Int64, isNew: Bool = true) {
        former.note(from: knowledge.document, to: good, owned.ledger)
        let reception = knowledge.apply(document: good)
        surroundings.accepted(good)
        surroundings.checking(former.checks(beside: good))
        progress.startOver()
        if isNew {
            document.status.generation += 1
            document.status.accepted = time
        }
        receive(reception)
    }

    /// Uses the stored document of an earlier run.
    ///
    /// **Shape:** whether it exists and is valid.
    private func useKept() -> Bool {
        switch ports.source.kept() {
        case .none: return false
        case .good(let good, let warnings, let time):
            document.status.warnings = warnings
            document.status.kept = time
            bringIntoForce(good, accepted: time)
            return true
        case .useless(let failure):
            emit(document.note(useless: failure))
            return false
        }
    }
}
