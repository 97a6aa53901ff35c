import Model

/// The conflicts and problems of a turn, and those that were reported before.
struct Findings {
    /// A part of replication that can fail.
    enum Part: Int, Sendable, Comparable {
        case store, identity, copies, network, activation, publication, refusal, share

        static func < (left: Part, right: Part) -> Bool { left.rawValue < right.rawValue }
    }

    /// The problems of this turn, a sentence each.
    var problems: [Part: String] = [:]
    /// The conflict of this turn; nil: none.
    var conflict: ReplicationStatus.Conflict?
    /// Local contents that other nodes would refuse, with the reason.
    var unsendable: (contents: Digest, reason: String)?
    /// Sentences on nodes that joined or were revoked, which were not told yet.
    var joined: [String] = []
    /// Whether the next generation of another node replaces files here that a conflict was about.
    ///
    /// From a lasting conflict until such a generation is in force, or all nodes agree: the
    /// conflict may end turns before, with the news of a choice.
    var isLosing = false
    /// The reason why the shared entries of this node can't be read; nil: they can.
    var shareFailure: String?
    /// The peers that can't be reached; a restart takes less than this time.
    var absences = Absences<Fingerprint>(patience: .seconds(60))
    /// The conflict that lasts, and the number of its turns.
    private var lasting: (conflict: ReplicationStatus.Conflict, turns: Int)?
    /// The problems that were told.
    private var told: [Part: String] = [:]

    /// Turns after which a conflict is shown: nodes need a moment to learn of each other's merges.
    private static let patience = 3

    /// Begins a turn.
    mutating func begin() {
        problems = [:]
        conflict = nil
    }

    /// The conflict that has lasted; nil: none.
    var lastingConflict: ReplicationStatus.Conflict? {
        lasting.flatMap { $0.turns >= Self.patience ? $0.conflict : nil }
    }

    /// Ends a turn, and returns the sentences that were not told before.
    ///
    /// - Parameter node: the name of this node.
    /// - Returns: the problems, and the sentence on a conflict that has ended.
    mutating func end(at node: String) -> (news: [String], recovery: String?) {
        var news: [String] = []
        let former = lastingConflict
        for (part, text) in problems.sorted(by: { $0.key < $1.key }) where told[part] != text {
            // A refusal is told with its generation, once.
            if part != .refusal { news.append(text) }
        }
        told = problems
        guard let conflict else {
            lasting = nil
            return (news, former.map { Self.end(of: $0, at: node) })
        }
        let turns = lasting?.conflict == conflict ? (lasting?.turns ?? 0) + 1 : 1
        lasting = (conflict, turns)
        if turns == Self.patience { news.append(Self.sentence(conflict, at: node)) }
        if turns >= Self.patience, conflict.node != node { isLosing = true }
        return (news, nil)
    }

    private static func end(of conflict: ReplicationStatus.Conflict, at node: String) -> String {
        if let revoked = conflict.revoked {
            return "replication: no edit that \(revoked) made after its revocation is in force"
        }
        return conflict.node == node
            ? "replication: no generation waits for files with edits any more"
            : "replication: the conflict with \(conflict.node) has ended"
    }

    private static func sentence(
        _ conflict: ReplicationStatus.Conflict, at node: String
    ) -> String {
        let cause =
            if let revoked = conflict.revoked {
                (conflict.node == node ? "this node has" : "this node or \(conflict.node) has")
                    + " edits that \(revoked) made after its revocation, nothing is replaced"
            } else if conflict.node == node {
                "files here have edits that were not accepted, so a newer generation waits"
            } else {
                "this node and \(conflict.node) were both edited, nothing is replaced"
            }
        let files = conflict.files.prefix(5).joined(separator: ", ")
        return cause + (files.isEmpty ? "" : "; differing files: \(files)")
            + "; `ballast peer sync --from NODE` decides"
    }
}
