import Model

/// The paces of the lines of known authors, each of which has its own.
struct AuthorPaces: Sendable {
    private var paces: [Key: RefusalPace] = [:]

    private struct Key: Hashable {
        let name: String
        let kind: AuditEntry.Author.Identity
        let subject: Subject
    }

    private enum Subject: Hashable {
        case change, refusal, session
    }

    /// The changes of an author that are written, in a minute.
    ///
    /// With lines of 1,300 bytes at most, one author needs six hours to fill the log.
    static let changes = 60
    /// The authors whose paces are remembered after their minute.
    private static let limit = 4096

    /// Returns the number of similar lines that were left out before this one; nil: this one is
    /// left out too.
    mutating func admit(_ entry: AuditEntry, isSession: Bool = false, at now: Moment) -> Int? {
        if paces.count >= Self.limit { paces = paces.filter { !$0.value.isOver(at: now) } }
        let subject: Subject = isSession ? .session : entry.result == .done ? .change : .refusal
        let key = Key(name: entry.who.name, kind: entry.who.kind, subject: subject)
        let limit = subject == .change ? Self.changes : RefusalPace.limit
        return paces[key, default: RefusalPace(limit: limit)].admit(at: now)
    }
}
