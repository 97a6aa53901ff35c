import Model

/// An event in a line: its time, its kind, its sentence.
struct EventLine: Sendable {
    private let event: Event
    private let now: Int64

    init(_ event: Event, now: Int64) {
        self.event = event
        self.now = now
    }

    /// Returns an item of a list.
    ///
    /// - Parameter key: the name of the line on a page whose values change; nil: it stays.
    func html(key: String?) -> HTML {
        let clock = PageTime.clock(event.time, at: now)
        guard let key else {
            return """
                <li\(rank)><time datetime="\(PageTime.standard(event.time))">\(clock)</time> \
                <span class="kind">\(event.kind.rawValue)</span> \(event.message)\(details)</li>

                """
        }
        return """
            <li><span class="clock">\(live: "\(key)/time", clock)</span> \
            <span class="kind">\(live: "\(key)/kind", event.kind.rawValue)</span> \
            \(live: "\(key)/text", event.message)</li>

            """
    }

    /// The number by which a script knows the event.
    private var rank: HTML {
        event.number.map { " data-number=\"\($0)\"" } ?? ""
    }

    private var details: HTML? {
        guard !event.details.isEmpty else { return nil }
        let lines = event.details.map { "<li>\($0)</li>\n" as HTML }
        return """
            <details><summary>\(counted(event.details.count, "detail"))</summary>\
            <ul>\(lines)</ul></details>
            """
    }
}
