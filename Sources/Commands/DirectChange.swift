import ArgumentParser
import Controller
import Document
import Files
import Glibc
import Model
import Planning

/// The edit that `ballast apply` brings to the host by itself, and the way back from it.
struct DirectChange {
    private let reading: DocumentReading
    private let spec: Spec
    private let options: ChangeOptions
    private let changes: DirectChanges
    /// The last confirmed document; nil: none.
    private let earlier: DocumentReading?

    /// Creates the edit to this document.
    init(
        _ reading: DocumentReading, _ spec: Spec, _ options: ChangeOptions, _ host: HostOptions
    ) {
        self.reading = reading
        self.spec = spec
        self.options = options
        changes = DirectChanges(state: host.state, document: reading.path)
        earlier = changes.earlier.map {
            DocumentReading(
                path: reading.path, bytes: $0, looksAtFiles: true, allowsPrivileged: true,
                identity: host.identity)
        }
    }

    /// Stops if the edit removes more than the earlier document allows.
    ///
    /// The first document of a path is compared with the one in force on this host.
    func requireSmall() throws {
        guard !options.allowRemoval, let former = earlier?.spec ?? otherSpec,
            let removed = Removal(from: former, to: spec).excess(over: former.safety.removal)
        else { return }
        standardError(
            "error: the edit removes \(removed), and one edit may remove "
                + "\(former.safety.removal) [\(DiagnosticCode.removalLimit.rawValue)]")
        standardError("hint: if that is meant: ballast apply --allow-removal")
        throw ExitCode(1)
    }

    /// Stops if the edit must wait for a change window.
    ///
    /// The document in force is always applied, so that drift is healed.
    func requireOpen() throws {
        guard !options.now, let former = earlier?.spec ?? otherSpec,
            earlier?.bytes != reading.bytes, !changes.isReturn(reading.bytes),
            let pending = WindowWait.pending(
                spec, under: former, after: former, accepted: changes.accepted)
        else { return }
        standardError(
            "error: nothing was changed: \(pending.words) "
                + "[\(DiagnosticCode.closedWindow.rawValue)]")
        standardError(
            "hint: \"ballast run\" applies it then; if it can't wait: ballast apply --now "
                + "--message REASON")
        throw ExitCode(1)
    }

    /// The document of another path that is in force on this host; nil: there is none.
    private var otherSpec: Spec? {
        changes.other.flatMap {
            DocumentReading(path: $0.path, bytes: $0.bytes, allowsPrivileged: true).spec
        }
    }

    /// Stops if the plan may reset connections, or cut a session that is not known to be admitted.
    ///
    /// `apply` has compared the rules with a known session before.
    func requireHarmless(_ plan: Plan) throws {
        try DisruptionGuard(
            isAllowed: options.allowDisruption, isUndone: options.confirm != nil
        ).require(plan, isAdmitted: AdminSession.current != nil)
    }

    /// Stores the way back, if a confirmation is awaited.
    ///
    /// **Errors:** `HostFailure`: there is no way back, or it can't be stored.
    func begin() throws {
        if let pending = changes.pending, !pending.earlier.utf8.elementsEqual(reading.bytes) {
            throw HostFailure(
                operation: "apply",
                reason: "an edit of this document awaits its confirmation, and no controller runs",
                remedy: "run `ballast confirm` in a new session, or `ballast run`, which continues"
                    + " the time or undoes the edit")
        }
        guard let time = options.confirm?.duration else { return }
        if let other = changes.anyPending, !RealPath(reading.path).isOf(other.path),
            changes.pending == nil
        {
            throw HostFailure(
                operation: "apply with --confirm",
                reason: "an edit of \(other.path) awaits its confirmation",
                remedy: "run `ballast confirm` in a new session, or `ballast run -f"
                    + " \(other.path)`, which undoes the edit")
        }
        if let earlier, earlier.bytes == reading.bytes, changes.pending == nil {
            throw HostFailure(
                operation: "apply with --confirm",
                reason: "this document is in force and confirmed, so there is nothing to undo",
                remedy: "apply without --confirm")
        }
        let isRejected = earlier.map { $0.spec == nil } ?? false
        guard !isRejected, earlier != nil || spec.firewall != nil else {
            throw HostFailure(
                operation: "apply with --confirm",
                reason: isRejected
                    ? "this version rejects the earlier document, to which it would return"
                    : "there is no earlier document to return to",
                remedy: "apply without --confirm first")
        }
        // Signals wait until the way back is taken: a cut session ends this process otherwise.
        RunSignals.note()
        signal(SIGPIPE, SIG_IGN)
        _ = try changes.begin(from: earlier?.bytes ?? [], to: reading.bytes, within: time)
    }

    /// Notes that the edit can be confirmed, if the host has all of it.
    ///
    /// - Parameter lacking: the parts that the host lacks, a sentence each.
    func noteApplied(lacking: [String]) throws {
        guard options.confirm != nil, let change = changes.pending else { return }
        guard let first = lacking.first else { return try changes.noteApplied(change) }
        standardError("error: not applied completely, so it can't be confirmed: \(first)")
    }

    /// The document without a confirmation: the earlier one, or this one without its firewall.
    private var wayBack: Spec? {
        if let earlier { return earlier.spec }
        var open = spec
        open.firewall = nil
        return open
    }

    /// Records the edit with its result, and returns the failures.
    func record(_ outcomes: [Outcome]) -> [HostFailure] {
        let failed = outcomes.count { !$0.succeeded }
        let result = Generation.Result(
            state: failed == 0 ? .applied : .failed, steps: outcomes.count - failed, failed: failed)
        return changes.record(
            reading.bytes, message: options.message, result,
            isUnconfirmed: options.confirm != nil, isUrgent: options.now,
            keeping: spec.safety.history)
    }

    /// Waits for the confirmation, and applies the earlier document without it.
    ///
    /// - Parameter apply: applies a document; false: not completely.
    ///
    /// **Errors:** exit status 1 after an edit that was undone.
    func awaitConfirmation(_ apply: (Spec) async throws -> Bool) async throws {
        guard let change = changes.pending, let former = wayBack else { return }
        let session = Duration.milliseconds(change.time).words
        standardError(
            "note: run \"ballast confirm\" in a new session within \(session), or the changes are "
                + "undone; Ctrl-C undoes them now")
        let signals = Task {
            for await signal in RunSignals.all() where signal != SIGHUP { return }
        }
        let isInterrupted = Interruption()
        let watch = Task {
            await signals.value
            await isInterrupted.note()
        }
        defer {
            signals.cancel()
            watch.cancel()
        }
        while changes.isPending, change.remaining > 0, await !isInterrupted.hasCome {
            try await Task.sleep(for: .milliseconds(100))
        }
        guard try stopping({ try changes.undo(change) }) else {
            standardError("note: confirmed")
            return
        }
        standardError(
            earlier == nil
                ? "error: not confirmed, the rules of its firewall are removed"
                : "error: not confirmed, the document before it is applied again")
        let isComplete = try await apply(former.undoing(spec))
        if !isComplete { standardError("error: not everything could be undone: ballast plan") }
        throw ExitCode(1)
    }
}

/// The request of a signal to undo an edit at once.
private actor Interruption {
    private(set) var hasCome = false

    func note() { hasCome = true }
}
