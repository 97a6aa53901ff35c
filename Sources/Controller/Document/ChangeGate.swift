import Document
import Files
import Model
import Planning

/// The decision whether an edit of the document comes into force, and whether it is undone unless
/// it is confirmed.
///
/// An edit is compared with the last confirmed document, not with an unconfirmed one.
struct ChangeGate {
    let changes: ChangeKeeper
    let path: String
    private let access: @Sendable () -> AdminAccess
    /// The last confirmed document; nil: none, or not read yet.
    var confirmed: Point?
    /// The last confirmed document, if this version rejects it; nil: it does not.
    private var rejected: (bytes: [UInt8], reason: String)?

    /// The unconfirmed document in force; nil: none, or not read yet.
    private var unconfirmed: Point?

    /// The edit that waits for its change window; nil: none.
    private var waiting: WaitingEdit?

    /// Whether an edit of an earlier controller can wait: none was judged since the start.
    private var isFirst = true

    /// The time since which an edit waits for the end of an activation; nil: none waits.
    private var activation: ContinuousClock.Instant?

    /// The longest wait for the end of an activation.
    private static let patience = Duration.seconds(30)

    /// A document, without the secrets of its files.
    struct Point {
        let spec: Spec
        let bytes: [UInt8]
    }

    /// The document to which an edit returns without a confirmation.
    enum WayBack {
        /// There was none.
        case none
        /// A document.
        case document(Point)
        /// A document that this version rejects, with the reason.
        case rejected([UInt8], String)
    }

    /// A decision.
    enum Decision {
        /// The edit waits until the way back is on disk.
        case wait
        /// The edit comes into force.
        case use(isUnconfirmed: Bool)
        /// The edit does not come into force.
        case withhold([Diagnostic])
        /// The edit waits for its change window.
        case pending(WaitingEdit)
    }

    /// Creates the gate of a document.
    ///
    /// - Parameter access: returns the ways of administrators to this host.
    init(
        _ changes: ChangeKeeper, path: String,
        access: @escaping @Sendable () -> AdminAccess = { .live }
    ) {
        self.changes = changes
        self.path = path
        self.access = access
    }

    /// Decides about an edit.
    ///
    /// - Parameters:
    ///   - kept: returns the document that an earlier controller has accepted last.
    ///   - read: returns a document with this text; nil: it is not valid.
    mutating func decide(
        _ edit: Point, signature: FileSignature?, kept: (UnconfirmedChange?) -> WayBack,
        read: ([UInt8]) -> Point?
    ) -> Decision {
        let decision = decision(edit, signature, kept, read)
        if case .pending = decision { return decision }
        if case .wait = decision { return decision }
        if waiting != nil || isFirst {
            waiting = nil
            isFirst = false
            changes.release()
        }
        return decision
    }

    private mutating func decision(
        _ edit: Point, _ signature: FileSignature?, _ kept: (UnconfirmedChange?) -> WayBack,
        _ read: ([UInt8]) -> Point?
    ) -> Decision {
        if let mark = changes.mark, mark.isOf(edit.bytes, path, signature) {
            return .withhold(mark.diagnostics)
        }
        let phase = changes.phase(of: edit.bytes)
        switch phase {
        case .storing, .confirming, .expired: return .wait
        case .refused(let failure):
            changes.forgetRefused()
            return .withhold([Self.diagnostic(of: failure)])
        case .none, .stored, .inForce, .confirmed: break
        }
        if confirmed == nil { look(at: kept(changes.unconfirmed)) }
        if let confirmed, confirmed.bytes == edit.bytes {
            changes.cancel(canary: "by its author")
            return .use(isUnconfirmed: false)
        }
        // The way back is on disk, so the edit was judged.
        if phase == .stored || phase == .inForce {
            unconfirmed = edit
            return .use(isUnconfirmed: true)
        }
        return judge(edit, read)
    }

    private mutating func look(at wayBack: WayBack) {
        switch wayBack {
        case .none: break
        case .document(let point): confirmed = point
        case .rejected(let bytes, let reason):
            rejected = (bytes, reason)
            changes.note(rejected: reason)
        }
    }

    /// The limit on removals, and what the edit removes beyond it; nil: nothing.
    ///
    /// Only this edit counts beside the one that awaits its confirmation.
    private mutating func removal(
        of edit: Point, _ read: ([UInt8]) -> Point?
    ) -> (limit: Safety.RemovalLimit, excess: String?) {
        if let change = changes.unconfirmed,
            unconfirmed.map({ change.isOf($0.bytes) }) != true
        {
            unconfirmed = read(Array(change.text.utf8))
        }
        let limit = (confirmed?.spec ?? edit.spec).safety.removal
        let removed = confirmed.flatMap {
            Removal(from: $0.spec, to: edit.spec).excess(over: limit)
        }
        guard removed != nil, changes.unconfirmed != nil, let unconfirmed else {
            return (limit, removed)
        }
        return (limit, Removal(from: unconfirmed.spec, to: edit.spec).excess(over: limit))
    }

    /// The wait for a change window; nil: the edit need not wait.
    private func windowWait(of edit: Point) -> PendingEdit? {
        guard let confirmed else { return nil }
        let former = changes.unconfirmed == nil ? confirmed : unconfirmed ?? confirmed
        return WindowWait.pending(
            edit.spec, under: confirmed.spec, after: former.spec,
            accepted: changes.accepted(confirmed.bytes), now: changes.clock())
    }

    private mutating func judge(_ edit: Point, _ read: ([UInt8]) -> Point?) -> Decision {
        // A wait that was judged continues, unless a command has announced something since.
        if let waiting, let confirmed, waiting.isCurrent(edit, after: confirmed, changes) {
            return .pending(waiting)
        }
        if let change = changes.canaryChange { return decide(edit, beside: change, read) }
        let (limit, removed) = removal(of: edit, read)
        let pending = windowWait(of: edit)
        let own =
            confirmed.map {
                Safety.confirmationTime(from: $0.spec, to: edit.spec, for: access())
            } ?? Safety.confirmationTime(ofFirst: edit.spec, for: access())
        // One confirmation is for all edits since the last one.
        let demanded = own ?? changes.unconfirmed.map { .milliseconds($0.time) }
        var announcement = changes.announcement(of: edit.bytes)
        guard
            removed != nil || demanded != nil || announcement?.isBinding == true || pending != nil
        else {
            changes.cancel()
            return .use(isUnconfirmed: false)
        }
        // Until the activation has ended, the origin of the document is unknown.
        if edit.spec.cluster?.replication != nil, changes.isActivating, awaitsActivation() {
            return .wait
        }
        activation = nil
        if isFirst, let pending, let confirmed {
            isFirst = false
            waiting = changes.formerWait().flatMap(read).map {
                WaitingEdit($0, after: confirmed, pending, nil, nil, nil)
            }
        }
        let isUrgent = announcement.map { $0.urgency != .usual } ?? false
        var continued: WaitingEdit.Continuation?
        if pending != nil, !isUrgent, let waiting {
            continued = waiting.continued(by: edit, changes)
            if continued != nil { announcement = changes.announcement(of: edit.bytes) }
        }
        let isReplicated = edit.spec.cluster?.replication != nil && changes.isReplicated(edit.bytes)
        if let removed, !isReplicated, announcement?.allowsRemoval != true {
            return .withhold([
                Self.diagnostic(of: removed, limit: limit)
            ])
        }
        if let pending, let confirmed, !isReplicated, !isUrgent {
            let next = WaitingEdit(
                edit, after: confirmed, pending, announcement, waiting, continued)
            waiting = next
            changes.hold(next, until: pending.opens)
            return .pending(next)
        }
        if let announcement, let request = announcement.canary, !isReplicated {
            return begin(request, of: edit, announcement, demanded: demanded)
        }
        guard let time = announcement?.time ?? demanded, !isReplicated else {
            changes.cancel()
            return .use(isUnconfirmed: false)
        }
        // Of several edits before a confirmation, one from outside keeps the file as it is.
        let isOwn = announcement?.isOwn == true && changes.unconfirmed?.isOwn != false
        if let change = changes.unconfirmed {
            // The first edit may have shut everyone out, so a later one does not prolong its time.
            let earlier = way(back: change, from: edit, read)
            changes.begin(
                change.continued(by: edit.bytes, from: earlier, isOwn: isOwn, within: time),
                keepsProof: unconfirmed.map { $0.spec.admits(access(), as: edit.spec) } ?? false)
        } else {
            changes.begin(
                UnconfirmedChange(
                    of: path, from: confirmed?.bytes ?? rejected?.bytes ?? [], to: edit.bytes,
                    isOwn: isOwn, within: time))
        }
        if let rejected { changes.note(rejected: rejected.reason) }
        return .wait
    }

    /// Returns the document to which an edit returns that continues an unconfirmed one.
    ///
    /// Changes of servers are made in it too: the operator works on them, and the way in does not
    /// depend on them.
    private mutating func way(
        back change: UnconfirmedChange, from edit: Point, _ read: ([UInt8]) -> Point?
    ) -> [UInt8] {
        let earlier = Array(change.earlier.utf8)
        guard !change.isFirst, rejected == nil, let unconfirmed,
            change.isOf(unconfirmed.bytes),
            let operations = ServerOperation.differing(from: unconfirmed.spec, to: edit.spec),
            let point = Self.point(earlier, after: operations, read)
        else { return earlier }
        confirmed = point
        return point.bytes
    }

    /// Returns a document with changes of servers; nil: it has none of them, or is invalid then.
    static func point(
        _ bytes: [UInt8], after operations: [ServerOperation], _ read: ([UInt8]) -> Point?
    ) -> Point? {
        var changed = bytes
        for operation in operations {
            // A server that only the edit has is changed in it alone.
            if case .success(let result) = edited(changed, by: DocumentEdit(operation)) {
                changed = result.bytes
            }
        }
        return changed == bytes ? nil : read(changed)
    }

    /// Whether to wait longer for the end of an activation.
    private mutating func awaitsActivation(now: ContinuousClock.Instant = .now) -> Bool {
        let begin = activation ?? now
        activation = begin
        return now - begin < Self.patience
    }

    /// Records the document that is in force without a confirmation, or has been confirmed.
    mutating func confirm(_ document: Point) {
        confirmed = document
        rejected = nil
    }

    /// The finding about an edit that removes too much.
    static func diagnostic(of removed: String, limit: Safety.RemovalLimit) -> Diagnostic {
        Diagnostic(
            .removalLimit, at: DocumentPath([.key("safety"), .key("maxRemoval")]),
            "the edit removes \(removed), and one edit may remove \(limit)",
            hint: "if that is meant: ballast apply --allow-removal")
    }

    private static func diagnostic(of failure: HostFailure) -> Diagnostic {
        Diagnostic(
            .confirmationStore, at: DocumentPath([.key("safety"), .key("confirm")]),
            "the edit has to be confirmed, and the way back can't be stored: \(failure)",
            hint: "make room in the state directory, then save the document again")
    }
}
