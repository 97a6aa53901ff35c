import Model

/// What waits to be mailed: gathers, tries again, repeats.
///
/// A value: it reads no clock and sends nothing. What happens within ``gathering`` of the first
/// line is one mail; what happens while a mail can't be delivered joins it.
struct Mailbag {
    /// Lines, oldest first.
    private(set) var lines: [String] = []
    /// Lines that found no room.
    private(set) var lost = 0
    private var events = 0
    private var latest = ""
    /// When it is to be sent, or tried again; nil: there is nothing.
    private(set) var due: Int64?
    private var tries = 0
    /// The lines that are on their way.
    private var sending: (lines: Int, events: Int, lost: Int)?
    /// When the last mail was delivered, or the last look at what is down was in vain.
    private var lastWord: Int64

    /// How long more events are waited for.
    ///
    /// **Unit:** milliseconds.
    static let gathering: Int64 = 3_000
    /// Lines of one mail, at most.
    static let limit = 500
    /// The first wait after a failure, which doubles, and the longest.
    static let waits: (Int64, Int64) = (30_000, 1_800_000)

    /// An empty one.
    ///
    /// All times are milliseconds of one clock.
    init(at now: Int64) {
        lastWord = now
    }

    /// What is to be sent.
    struct Mail: Equatable {
        var subject: String
        var lines: [String]
    }

    /// Takes an event in.
    mutating func take(_ event: Event, at now: Int64) {
        let time = CivilTime(milliseconds: event.time).timestamp
        add("\(time) \(event.kind.rawValue): \(event.message)")
        for detail in event.details where detail != event.message { add("    \(detail)") }
        events += 1
        latest = "\(event.kind.rawValue): \(event.message)"
        if due == nil { due = now + Self.gathering }
    }

    /// Whether it is time to say again what is down.
    func isRepeatDue(_ interval: Int64?, at now: Int64) -> Bool {
        guard let interval, due == nil else { return false }
        return now - lastWord >= interval
    }

    /// When to look next; nil: only when something happens.
    func nextMoment(_ interval: Int64?) -> Int64? {
        due ?? interval.map { lastWord + $0 }
    }

    /// Says again what is down; nothing where nothing is.
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

    /// The mail that is to go out now; nil: none is.
    ///
    /// ``conclude(_:at:)`` has to follow.
    mutating func open(at now: Int64) -> Mail? {
        guard sending == nil, let due, now >= due, !lines.isEmpty else { return nil }
        sending = (lines.count, events, lost)
        let more = lost > 0 ? ["and \(lost) more lines, which found no room"] : []
        return Mail(
            subject: events == 1 ? latest : "\(events) events, the latest: \(latest)",
            lines: lines + more)
    }

    /// What became of it; the wait until the next try, if there is one.
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
