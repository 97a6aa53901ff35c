import Document
import Files
import Glibc
import Model
import Replication

/// The history and the way back from unconfirmed edits, for commands without a running controller.
package struct DirectChanges {
    private let state: String
    private let path: String
    private let history: GenerationStore
    private let keeper: DocumentKeeper
    private let store: JSONStore<UnconfirmedChange>
    private let marks: JSONStore<RevertedChange>

    /// Creates the access to this state directory.
    ///
    /// - Parameter document: the path of the document; `-` is standard input.
    package init(state: String, document: String) {
        self.state = state
        path = document == "-" ? document : PathName.absolute(document)
        history = GenerationStore(state: state)
        keeper = DocumentKeeper(directory: state)
        store = UnconfirmedChange.store(in: state)
        marks = RevertedChange.store(in: state)
    }

    /// The last confirmed text of the document; nil: none.
    ///
    /// An unreadable file counts as none: the controller reports it.
    package var earlier: [UInt8]? {
        if let change = pending { return change.isFirst ? nil : Array(change.earlier.utf8) }
        if let kept = try? keeper.load(of: path) { return kept.bytes }
        return history.confirmed(of: path).flatMap { try? history.text(of: $0.number) }
    }

    /// The time at which the last confirmed text was accepted; nil: unknown.
    package var accepted: Int64? {
        guard let kept = try? keeper.load(of: path), kept.bytes == earlier else { return nil }
        return kept.accepted
    }

    /// The document of another path that is in force on this host, if this one never was; nil:
    /// there is none.
    package var other: KeptDocument? {
        guard earlier == nil, let kept = try? keeper.load(), !RealPath(path).isOf(kept.path) else {
            return nil
        }
        return kept
    }

    /// The edit of any document that awaits its confirmation; nil: none.
    package var anyPending: UnconfirmedChange? { try? store.load(remedy: "") }

    /// The edit that awaits its confirmation; nil: none.
    package var pending: UnconfirmedChange? {
        guard let change = try? store.load(remedy: ""), RealPath(path).isOf(change.path) else {
            return nil
        }
        return change
    }

    /// The top directory of the git work tree that has the document; nil: none.
    package var workTree: String? { GitWorkTree(of: path)?.path }

    /// Whether the stored edit was neither confirmed nor undone.
    package var isPending: Bool { isThere(store.path) }

    /// Stores the facts of an edit for the next controller or `ballast apply`.
    ///
    /// **Errors:** `HostFailure`.
    package func announce(_ edit: ChangeAnnouncement) throws(HostFailure) {
        let announcements = AnnouncedChanges.Stored.store(in: state)
        var announced = AnnouncedChanges()
        // Facts that can't be read belong to edits that the next controller can't know.
        if let stored = try? announcements.load(remedy: "") { announced.add(stored) }
        announced.add(edit)
        try announcements.save(announced.stored)
    }

    /// Whether a command has announced that this text returns to an earlier document.
    package func isReturn(_ text: [UInt8]) -> Bool {
        guard let stored = try? AnnouncedChanges.Stored.store(in: state).load(remedy: "") else {
            return false
        }
        var announced = AnnouncedChanges()
        announced.add(stored)
        let edits = announced.edits()
        guard !edits.isEmpty else { return false }
        let digest = Digest(of: text)
        return edits.contains { $0.digest == digest && $0.urgency == .rollback }
    }

    /// Stores the way back from an edit.
    ///
    /// **Errors:** `HostFailure`.
    package func begin(
        from earlier: [UInt8], to text: [UInt8], within time: Duration
    ) throws(HostFailure) -> UnconfirmedChange {
        let change = UnconfirmedChange(
            of: path, from: earlier, to: text, isOwn: false, within: time, isDirect: true)
        try store.save(change)
        // Another attempt with a text that was undone before.
        unlink(marks.path)
        return change
    }

    /// Records that the host has all of an edit, which can be confirmed now.
    ///
    /// **Errors:** `HostFailure`: the file can't be written.
    package func noteApplied(_ change: UnconfirmedChange) throws(HostFailure) {
        try store.save(change.with(applied: bootClock()))
    }

    /// Records a document that was applied, and its result.
    ///
    /// - Parameters:
    ///   - isUnconfirmed: whether a confirmation is awaited.
    ///   - isUrgent: whether the author has demanded not to wait for a change window.
    ///   - limit: the most documents of the history.
    /// - Returns: the failures; the host follows the document in any case.
    package func record(
        _ text: [UInt8], message: String?, _ result: Generation.Result, isUnconfirmed: Bool,
        isUrgent: Bool = false, keeping limit: Int
    ) -> [HostFailure] {
        var failures: [HostFailure] = []
        do throws(HostFailure) {
            let tree = GitWorkTree(of: path)
            var generation = try history.add(
                text, of: path, by: .command, message: message, isUnconfirmed: isUnconfirmed,
                isUrgent: isUrgent, keeping: limit, at: wallClock()
            ) { tree.flatMap { GitCommit(of: path, in: $0.path) } }
            generation.result = result
            try history.update(generation)
        } catch {
            failures.append(error)
        }
        guard !isUnconfirmed, path != "-" else { return failures }
        // That of another document stays.
        if pending != nil { unlink(store.path) }
        unlink(marks.path)
        keeper.keep(KeptDocument(path: path, accepted: wallClock(), bytes: text))
        keeper.finish()
        return failures + (keeper.failure.map { [$0] } ?? [])
    }

    /// Confirms the stored edit, and returns its generation; nil: its number is unknown.
    ///
    /// **Errors:** `HostFailure`: there is none, it is not applied completely, the session proves
    /// nothing, its time is over, or a file can't be written.
    package static func confirm(
        in state: String, by session: SessionProof
    ) throws(HostFailure) -> Int? {
        let store = UnconfirmedChange.store(in: state)
        func failure(_ reason: String) -> HostFailure {
            HostFailure(operation: "confirm", reason: reason)
        }
        guard let change = try store.load(remedy: "nothing is confirmed") else {
            throw failure(ConfirmAnswer.nothing)
        }
        if let run = change.canary {
            throw failure("\(run.refusal); it goes on with \"ballast run\"")
        }
        guard change.remaining > 0 else {
            throw failure(
                "the time is over: `ballast run` undoes the edit, which is in force until then")
        }
        guard let applied = change.proven else {
            throw failure(
                "the edit is not applied completely; it is undone at "
                    + timestamp(change.deadline))
        }
        if let objection = session.objection(since: applied) { throw failure(objection) }
        let changes = DirectChanges(state: state, document: change.path)
        guard changes.claim("confirmed") else { throw failure("the edit is being undone") }
        changes.keeper.keep(
            KeptDocument(
                path: change.path, accepted: wallClock(), bytes: Array(change.text.utf8)))
        changes.keeper.finish()
        try changes.history.settle(isConfirmed: true)
        unlink(changes.place("confirmed"))
        if let failure = changes.keeper.failure { throw failure }
        return changes.history.current?.number
    }

    /// Marks an edit as undone, before the earlier document is applied; false: it was confirmed.
    ///
    /// After a crash in between, a controller has the earlier document in force.
    ///
    /// **Errors:** `HostFailure`.
    package func undo(_ change: UnconfirmedChange) throws(HostFailure) -> Bool {
        try marks.save(RevertedChange(change, FileSignature.of(change.path)))
        guard claim("undone") else {
            unlink(marks.path)
            return false
        }
        unlink(place("undone"))
        try history.settle(isConfirmed: false)
        return true
    }

    /// Renames the stored edit, which only one of two processes can.
    private func claim(_ name: String) -> Bool { rename(store.path, place(name)) == 0 }

    private func place(_ name: String) -> String { "\(state)/unconfirmed-\(name).json" }
}
