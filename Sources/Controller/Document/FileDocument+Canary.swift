import Files
import Model
import Planning
import Reconciliation

extension FileDocument {
    /// Puts the first service of an edit into force, at the step that is stored; nil: the edit has
    /// none, or the document before it is rejected by this version.
    mutating func beginCanary(_ next: Next) -> Spec? {
        let before = canary?.run
        canary = nil
        guard isUnconfirmed, let changes, let run = changes.canary,
            let former = gate?.confirmed?.spec
        else { return nil }
        let begun = CanaryDocument(former: former, edit: next, run: run)
        canary = begun
        changes.judge(by: begun.jury)
        if before != run { report() }
        return giveCanary()
    }

    /// Puts the next step into force, or all of the edit once it awaits its confirmation; nil: no
    /// change.
    mutating func advanceCanary() -> LoadedDocument? {
        guard let canary, let changes else { return nil }
        if changes.isWhole(canary.edit.bytes) {
            changes.noteInForce()
            return bringWhole()
        }
        guard let run = changes.canary, run.step != canary.run.step else { return nil }
        self.canary?.run = run
        report()
        return giveCanary().map { .advanced($0) }
    }

    /// Puts all of the edit into force; nil: it has no canary.
    mutating func bringWhole() -> LoadedDocument? {
        guard let canary else { return nil }
        let edit = canary.edit
        self.canary = nil
        if changes?.unconfirmed == nil {
            isUnconfirmed = false
            gate?.confirm(ChangeGate.Point(spec: edit.spec, bytes: edit.bytes))
            changes?.clearMark()
        }
        secrets.look(at: edit.files, keeping: next?.files ?? [])
        return .advanced(give(edit.spec, edit.bytes, edit.files))
    }

    private mutating func giveCanary() -> Spec? {
        guard let canary else { return nil }
        let spec = canary.spec
        let files = spec.secretFiles.union(canary.edit.files)
        secrets.look(at: files, keeping: next?.files ?? [])
        return give(spec, canary.edit.bytes, files)
    }

    private func report() {
        guard let canary else { return }
        changes?.publisher.yield(.event(.accepted, canary.words))
    }
}
