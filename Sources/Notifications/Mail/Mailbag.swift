import Model

/// The queue of events to mail: collects, retries, reminds.
///
/// A value, without a clock or I/O. Events within ``gathering`` of the first one are sent as one
/// mail. Events during failed deliveries join the waiting mail.
struct Mailbag {
    /// The lines, oldest first.
    private(set) var lines: [String] = []
    /// Number of dropped lines.
    private(set) var lost = 0
    private var events = 0
    private var latest = ""
    /// The time of the next delivery or retry; nil: the queue is empty.
    private(set) var due: Int64?
    private var tries = 0
    /// The lines of the mail in delivery.
    private var sending: (lines: Int, events: Int, lost: Int)?
    /// The time of the last delivery, or of the last check that found no server down.
    private var lastWord: Int64

    /// The time to wait for further events.
    ///
    /// **Unit:** milliseconds.
    static let gathering: Int64 = 3_000
    /// Maximum number of lines in a mail.
    static let limit = 500
    /// The first wait after a failure, which doubles, and the longest.
    static let waits: (Int64, Int64) = (30_000, 1_800_000)

    /// Creates an empty queue.
    ///
    /// All times are milliseconds of one clock.
    init(at now: Int64) {
        lastWord = now
    }

    /// A mail to send.
    struct Mail: Equatable {
        var subject: String
        var lines: [String]
    }

    /// Adds an event.
    mutating func add(_ event: Event, at now: Int64) {
        let time = CivilTime(milliseconds: event.time).timestamp
        add("\(time) \(event.kind.rawValue): \(event.message)")
        for detail in event.details where detail != event.message { add("    \(detail)") }
        events += 1
        latest = "\(event.kind.rawValue): \(event.message)"
        if due == nil { due = now + Self.gathering }
    }

    /// Whether a reminder of servers that are down is due.
    func isRepeatDue(_ interval: Int64?, at now: Int64) -> Bool {
        guard let interval, due == nil else { return false }
        return now - lastWord >= interval
    }

    /// The time of the next check; nil: only after an event.
    func nextMoment(_ interval: Int64?) -> Int64? {
        due ?? interval.map { lastWord + $0 }
    }

    /// Adds a reminder of servers that are down; nothing if none is.
    mutating func remind(_ down: [String], at now: Int64) {
        guard !down.isEmpty else {
            lastWord = now
            return
        }
        add("still down:")
        for line in down { add("    \(line)") }
        events += 1
        latest = down.count == 1 ? "still \(down[0])" : "\(down.count) servers are still down"
        due = now
    }

    /// Returns the mail that is due; nil: none.
    ///
    /// ``conclude(_:at:)`` must follow.
    mutating func open(at now: Int64) -> Mail? {
        guard sending == nil, let due, now >= due, !lines.isEmpty else { return nil }
        sending = (lines.count, events, lost)
        let more = lost > 0 ? ["and \(lost) more lines, which found no room"] : []
        return Mail(
            subject: events == 1 ? latest : "\(events) events, the latest: \(latest)",
            lines: lines + more)
    }

    /// Records the result of a delivery; returns the wait until the next try, if there is one.
    mutating func conclude(_ delivery: Delivery, at now: Int64) -> Int64? {
        guard let sent = sending else { return nil }
        sending = nil
        if case .deferred = delivery {
            let (first, longest) = Self.waits
            let wait = min(first << min(Int64(tries), 10), longest)
            tries += 1
            due = now + wait
            return wait
        }
        lines.removeFirst(sent.lines)
        lost -= sent.lost
        events -= sent.events
        tries = 0
        lastWord = now
        due = lines.isEmpty ? nil : now + Self.gathering
        return nil
    }

    private mutating func add(_ line: String) {
        if lines.count < Self.limit { lines.append(line) } else { lost += 1 }
    }
}
