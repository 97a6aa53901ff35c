import Files
import Replication

/// The edits that commands have announced and that the loop has not seen yet.
///
/// They are on disk before a command saves its file, so that a crash in between loses neither the
/// demand of a confirmation nor a permission.
struct AnnouncedChanges {
    private var all: [(edit: ChangeAnnouncement, time: ContinuousClock.Instant)] = []
    /// The edit that waits for its change window, and is not forgotten; nil: none waits.
    var held: Digest?

    /// The time after which an edit is forgotten.
    static let patience = Duration.seconds(60)
    /// The same for an edit with a canary: a file that it names may be unreadable for a while, and
    /// the edit must not come into force whole afterwards.
    private static let longPatience = Duration.seconds(86_400)
    /// The most edits.
    private static let limit = 16

    /// Adds an edit, in place of an earlier one of the same document.
    ///
    /// The confirmation that the earlier one demands stays demanded.
    mutating func add(_ edit: ChangeAnnouncement, at now: ContinuousClock.Instant = .now) {
        var edit = edit
        edit.time = edit.time ?? all.first { $0.edit.digest == edit.digest }?.edit.time
        all.removeAll { $0.edit.digest == edit.digest }
        forget(at: now)
        all.append((edit, now))
        while all.count > Self.limit,
            let oldest = all.firstIndex(where: { $0.edit.digest != held })
        {
            all.remove(at: oldest)
        }
    }

    /// Returns the edits, the newest last.
    mutating func edits(at now: ContinuousClock.Instant = .now) -> [ChangeAnnouncement] {
        forget(at: now)
        return all.map(\.edit)
    }

    private mutating func forget(at now: ContinuousClock.Instant) {
        all.removeAll { [held] in
            let patience = $0.edit.canary == nil ? Self.patience : Self.longPatience
            return now - $0.time > patience && $0.edit.digest != held
        }
    }

    /// The edits as they are stored.
    var stored: Stored {
        mutating get { Stored(requests: edits().map(\.path)) }
    }

    /// Adds the edits that an earlier controller has stored.
    mutating func add(_ stored: Stored) {
        // A request of another version is skipped.
        for request in stored.requests {
            if let edit = ChangeAnnouncement(path: request) { add(edit) }
        }
    }

    /// The contents of `announced.json` in the state directory.
    struct Stored: Sendable, Equatable, Codable {
        /// The requests of the commands, the newest last.
        var requests: [String] = []

        /// Returns the store of announced edits.
        static func store(in state: String) -> JSONStore<Stored> {
            JSONStore("announced", in: state, title: "announced edits", limit: 1 << 20)
        }
    }

    /// Removes an edit that the loop has seen.
    mutating func remove(_ edit: ChangeAnnouncement?) {
        all.removeAll { $0.edit == edit }
    }
}
