import Model

/// The events of the controller, newest first.
struct EventsPage: Sendable {
    private let events: [Event]
    private let choice: EventChoice
    private let now: Int64

    /// - Parameter events: all that are kept, newest last.
    init(_ events: [Event], _ choice: EventChoice, now: Int64) {
        self.events = events
        self.choice = choice
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        let found = events.filter(choice.includes)
        let lines = found.reversed().map { EventLine($0, now: now).html(key: nil) }
        let none: HTML = found.isEmpty ? "<p>There are no such events.</p>" : ""
        return PageBody(
            title: "Events", entry: .logs,
            content: """
                <p><a href="/logs">Logs</a></p>
                <h1>Events</h1>
                \(choice.form)
                <p class="quiet">\(found.count) of the latest \(counted(events.count, "event")) \
                since the controller started. \
                <label class="follow" hidden><input type="checkbox" id="follow"> Follow</label></p>
                \(none)
                <ol class="events" reversed id="events" data-kinds="\(choice.kinds)" \
                data-words="\(choice.words)" data-all="\(EventChoice.all)" \
                data-last="\(events.last?.number ?? 0)">\(lines)</ol>
                """)
    }
}
