import Replication

/// The edits that commands have announced and that the loop has not seen yet.
struct AnnouncedChanges {
    private var all: [(edit: ChangeAnnouncement, time: ContinuousClock.Instant)] = []

    /// The time after which an edit is forgotten.
    private static let patience = Duration.seconds(60)
    /// The most edits.
    private static let limit = 16

    /// Adds an edit, in place of an earlier one of the same document.
    mutating func add(_ edit: ChangeAnnouncement, at now: ContinuousClock.Instant = .now) {
        all.removeAll { $0.edit.digest == edit.digest || now - $0.time > Self.patience }
        all.append((edit, now))
        all.removeFirst(max(0, all.count - Self.limit))
    }

    /// Returns the edits, the newest last.
    mutating func edits(at now: ContinuousClock.Instant = .now) -> [ChangeAnnouncement] {
        all.removeAll { now - $0.time > Self.patience }
        return all.map(\.edit)
    }

    /// Removes an edit that the loop has seen.
    mutating func remove(_ edit: ChangeAnnouncement?) {
        all.removeAll { $0.edit == edit }
    }
}
