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

    /// The details: a few are shown, many are folded.
    private var details: HTML? {
        let lines = event.details.filter { $0 != event.message }
        guard !lines.isEmpty else { return nil }
        let items = lines.map { "<li>\($0)</li>\n" as HTML }
        guard lines.count > Self.shown else { return "<ul class=\"details\">\(items)</ul>" }
        return """
            <details><summary>\(counted(lines.count, "detail"))</summary>\
            <ul>\(items)</ul></details>
            """
    }

    /// The most details that are shown.
    private static let shown = 3
}
