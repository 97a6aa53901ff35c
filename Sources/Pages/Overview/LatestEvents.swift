import Model

/// The latest events in some lines, newest first.
struct LatestEvents: Sendable {
    private let events: [Event]
    private let now: Int64

    /// The number of lines.
    private static let limit = 6

    /// - Parameter events: newest last.
    init(_ events: [Event], now: Int64) {
        self.events = events
        self.now = now
    }

    /// The lines; empty without events.
    var html: HTML? {
        guard !events.isEmpty else { return nil }
        let lines = events.suffix(Self.limit).reversed().enumerated().map { number, event in
            EventLine(event, now: now).html(key: "event/\(number)")
        }
        return """
            <section aria-labelledby="latest">
            <h2 id="latest">Last</h2>
            <ol class="events" reversed>\(lines)</ol>
            </section>
            """
    }
}
