import Files

/// A restore that has begun: `restoring.json` in the state directory.
struct RestoreJournal: Sendable, Hashable, Codable {
    /// A phase of a restore.
    enum Phase: String, Sendable, Hashable, Codable {
        /// Only temporary files were written; a crash undoes it.
        case preparing
        /// Files are being replaced; a crash completes it.
        case committed
    }

    /// The phase.
    var phase: Phase
    /// The files; the document is the last one, because it names the others.
    var files: [RestoredFile]

    /// Returns the store of the journal.
    static func store(in state: String) -> JSONStore<RestoreJournal> {
        JSONStore("restoring", in: state, title: "restore", limit: 64 << 20)
    }
}
