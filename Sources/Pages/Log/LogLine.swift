import Admin
import Model

/// A line of the logs.
struct LogLine: Sendable, Hashable {
    /// The time; nil: unknown, as for a line of another format.
    ///
    /// **Unit:** milliseconds since 1970.
    let time: Int64?
    /// The log, and the kind of an event.
    let kind: String
    /// The text.
    let text: String
    /// Whether something has failed or was refused.
    var isOdd = false

    /// Creates the line of an event.
    init(_ event: Event) {
        time = event.time
        kind = event.kind.rawValue
        let details = event.details.filter { $0 != event.message }.prefix(5)
        text = ([event.message] + details).joined(separator: "; ")
        isOdd = [.down, .failed, .rejected, .quorumLost].contains(event.kind)
    }

    /// Creates the line of an action.
    init(_ entry: AuditEntry) {
        time = entry.time
        kind = "audit"
        let why = entry.why.map { ": \($0)" } ?? ""
        let author = "\(entry.who.name) from \(entry.who.from)"
        text = "\(author): \(entry.what), \(entry.result.rawValue)\(why)"
        isOdd = entry.result != .done
    }

    /// Creates the line of a request.
    init(_ line: PageAccessLog.Line) {
        time = line.time
        kind = "access"
        text = line.text
    }
}
