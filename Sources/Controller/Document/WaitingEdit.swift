import Files
import Model
import Planning
import Replication

/// An edit that waits for its change window, as the gate has judged it.
struct WaitingEdit {
    /// The edited document.
    let edit: ChangeGate.Point
    let digest: Digest
    /// The wait, for the status.
    private(set) var status: PendingEdit
    /// The changes of servers by which it continues the edit that waited before; empty: none.
    ///
    /// They do not wait.
    private(set) var operations: [ServerOperation] = []
    /// The facts of the command that made ``operations``; nil: unknown.
    private(set) var author: ChangeAnnouncement?
    /// The confirmed document whose windows were judged.
    private let confirmed: [UInt8]
    private let announcement: ChangeAnnouncement?
    /// When it was judged, and until when this holds, in milliseconds since 1970.
    private let judged: Int64
    private let end: Int64

    /// The longest time until the windows are judged again: a time zone can change.
    private static let patience: Int64 = 3_600_000

    /// The facts of an edit that continues the one that waited before.
    struct Continuation {
        let digest: Digest
        let operations: [ServerOperation]
        let announcement: ChangeAnnouncement?
    }

    /// Creates the judgement of an edit.
    ///
    /// - Parameters:
    ///   - former: the edit that waited before.
    ///   - continuation: the changes of servers since; nil: it does not continue it.
    init(
        _ edit: ChangeGate.Point, after confirmed: ChangeGate.Point, _ status: PendingEdit,
        _ announcement: ChangeAnnouncement?, _ former: WaitingEdit?,
        _ continuation: Continuation?
    ) {
        self.edit = edit
        self.confirmed = confirmed.bytes
        self.announcement = announcement
        self.status = status
        judged = status.since
        end = min(status.opens ?? judged + 60_000, judged + Self.patience)
        let isSame = former.map { $0.edit.bytes == edit.bytes } ?? false
        digest =
            (isSame ? former?.digest : continuation?.digest)
            ?? Digest.remembered(of: edit.bytes)
        if let former, isSame || continuation != nil { self.status.since = former.status.since }
        self.status.author = announcement.map { "\($0.author)" }
        self.status.message = announcement?.message
        operations = continuation?.operations ?? []
        author = continuation?.announcement
    }

    /// Whether the judgement still holds for this edit.
    func isCurrent(
        _ other: ChangeGate.Point, after confirmed: ChangeGate.Point, _ changes: ChangeKeeper
    ) -> Bool {
        let now = changes.clock()
        return now >= judged && now < end && other.bytes == edit.bytes
            && confirmed.bytes == self.confirmed
            && changes.announcement(of: digest) == announcement
    }

    /// Returns the changes of servers by which another text continues this edit; nil: it does not.
    func continued(by other: ChangeGate.Point, _ changes: ChangeKeeper) -> Continuation? {
        guard other.bytes != edit.bytes,
            let operations = ServerOperation.differing(from: edit.spec, to: other.spec)
        else { return nil }
        let next = Digest(of: other.bytes)
        return Continuation(
            digest: next, operations: operations,
            announcement: changes.carry(from: digest, to: next))
    }
}
