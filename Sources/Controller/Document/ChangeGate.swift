import Document
import Files
import Model
import Planning

/// The decision whether an edit of the document comes into force, and whether it is undone unless
/// it is confirmed.
///
/// An edit is compared with the last confirmed document, not with an unconfirmed one.
struct ChangeGate {
    private let changes: ChangeKeeper
    private let path: String
    /// The last confirmed document; nil: none, or not read yet.
    private(set) var confirmed: Point?

    /// The unconfirmed document in force; nil: none, or not read yet.
    private var unconfirmed: Point?

    /// The edit that waits for its change window; nil: none.
    private var waiting: WaitingEdit?

    /// The time since which an edit waits for the end of an activation; nil: none waits.
    private var activation: ContinuousClock.Instant?

    /// The longest wait for the end of an activation.
    private static let patience = Duration.seconds(30)

    /// A document, without the secrets of its files.
    struct Point {
        let spec: Spec
        let bytes: [UInt8]
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
    init(_ changes: ChangeKeeper, path: String) {
        self.changes = changes
        self.path = path
    }

    /// Decides about an edit.
    ///
    /// - Parameters:
    ///   - kept: returns the document that an earlier controller has accepted last; nil: none.
    ///   - read: returns a document with this text; nil: it is not valid.
    mutating func decide(
        _ edit: Point, signature: FileSignature?, kept: (UnconfirmedChange?) -> Point?,
        read: ([UInt8]) -> Point?
    ) -> Decision {
        let decision = decision(edit, signature, kept, read)
        if case .pending = decision { return decision }
        if case .wait = decision { return decision }
        if waiting != nil {
            waiting = nil
            changes.release()
        }
        return decision
    }

    private mutating func decision(
        _ edit: Point, _ signature: FileSignature?, _ kept: (UnconfirmedChange?) -> Point?,
        _ read: ([UInt8]) -> Point?
    ) -> Decision {
        if let mark = changes.mark, mark.isOf(edit.bytes, path, signature) {
            return .withhold([mark.diagnostic])
        }
        let phase = changes.phase(of: edit.bytes)
        switch phase {
        case .storing, .confirming, .expired: return .wait
        case .refused(let failure):
            changes.forgetRefused()
            return .withhold([Self.diagnostic(of: failure)])
        case .none, .stored, .inForce, .confirmed: break
        }
        if confirmed == nil { confirmed = kept(changes.unconfirmed) }
        guard let confirmed, confirmed.bytes != edit.bytes else {
            changes.cancel()
            return .use(isUnconfirmed: false)
        }
        // The way back is on disk, so the edit was judged.
        if phase == .stored || phase == .inForce {
            unconfirmed = edit
            return .use(isUnconfirmed: true)
        }
        return judge(edit, after: confirmed, read)
    }

    private mutating func judge(
        _ edit: Point, after confirmed: Point, _ read: ([UInt8]) -> Point?
    ) -> Decision {
        // A wait that was judged continues, unless a command has announced something since.
        if let waiting, waiting.isCurrent(edit, after: confirmed, changes) {
            return .pending(waiting)
        }
        var removed = Removal(from: confirmed.spec, to: edit.spec)
            .excess(over: confirmed.spec.safety.removal)
        let windowed = !confirmed.spec.safety.windows.isEmpty
        // An unconfirmed edit was allowed to remove more; only this one counts.
        if removed != nil || windowed, let change = changes.unconfirmed {
            if unconfirmed.map({ change.isOf($0.bytes) }) != true {
                unconfirmed = read(Array(change.text.utf8))
            }
            if removed != nil, let unconfirmed {
                removed = Removal(from: unconfirmed.spec, to: edit.spec)
                    .excess(over: confirmed.spec.safety.removal)
            }
        }
        let former = changes.unconfirmed == nil ? confirmed : unconfirmed ?? confirmed
        let pending = WindowWait.pending(
            edit.spec, under: confirmed.spec, after: former.spec, now: changes.clock())
        // One confirmation is for all edits since the last one.
        let demanded =
            Safety.confirmationTime(from: confirmed.spec, to: edit.spec)
            ?? changes.unconfirmed.map { .milliseconds($0.time) }
        var announcement = changes.announcement(of: edit.bytes)
        guard removed != nil || demanded != nil || announcement?.time != nil || pending != nil
        else {
            changes.cancel()
            return .use(isUnconfirmed: false)
        }
        // Until the activation has ended, the origin of the document is unknown.
        if edit.spec.cluster?.replication != nil, changes.isActivating, awaitsActivation() {
            return .wait
        }
        activation = nil
        let isUrgent = announcement.map { $0.urgency != .usual } ?? false
        var continued: WaitingEdit.Continuation?
        if pending != nil, !isUrgent, let waiting {
            continued = waiting.continued(by: edit, changes)
            if continued != nil { announcement = changes.announcement(of: edit.bytes) }
        }
        let isReplicated = edit.spec.cluster?.replication != nil && changes.isReplicated(edit.bytes)
        if let removed, !isReplicated, announcement?.allowsRemoval != true {
            return .withhold([
                Self.diagnostic(of: removed, limit: confirmed.spec.safety.removal)
            ])
        }
        if let pending, !isReplicated, !isUrgent {
            let next = WaitingEdit(
                edit, after: confirmed, pending, announcement, waiting, continued)
            waiting = next
            changes.hold(next.digest, until: pending.opens)
            return .pending(next)
        }
        guard let time = announcement?.time ?? demanded, !isReplicated else {
            changes.cancel()
            return .use(isUnconfirmed: false)
        }
        // Of several edits before a confirmation, one from outside keeps the file as it is.
        let isOwn = announcement?.isOwn == true && changes.unconfirmed?.isOwn != false
        changes.begin(
            UnconfirmedChange(
                of: path, from: confirmed.bytes, to: edit.bytes, isOwn: isOwn, within: time))
        return .wait
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
