import Admin
import Model

/// Events, actions and requests in one list, newest first.
struct LogsPage: Sendable {
    private let lines: [LogLine]
    private let notes: [String]
    private let choice: LogChoice
    private let group: AccountGroup
    private let now: Int64

    /// The most lines.
    static let limit = 300
    /// The time between two loads of a page that is followed.
    ///
    /// **Unit:** seconds.
    private static let period = 5

    /// - Parameters:
    ///   - lines: in any order.
    ///   - notes: the reasons why lines are missing.
    ///   - group: the rights of the viewers.
    init(
        _ lines: [LogLine], notes: [String], _ choice: LogChoice, for group: AccountGroup,
        now: Int64
    ) {
        let found = lines.filter(choice.includes).enumerated()
            .sorted { ($0.element.time ?? 0, $0.offset) > ($1.element.time ?? 0, $1.offset) }
        self.lines = found.prefix(Self.limit).map(\.element)
        self.notes = notes
        self.choice = choice
        self.group = group
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        let none: HTML = lines.isEmpty ? "<p>There are no such lines.</p>" : ""
        var body = PageBody(
            title: "Logs", entry: .logs,
            content: """
                <h1>Logs</h1>
                \(presets)
                \(form)
                \(notes.map { "<p class=\"quiet\">\($0)</p>\n" as HTML })
                \(rights)
                \(none)
                <ol class="events" reversed>\(lines.map(row))</ol>
                """)
        if choice.follows { body.period = Self.period }
        return body
    }

    private var presets: HTML {
        let shown = LogChoice.Preset.allCases.filter {
            $0 != .access || group >= .configuration
        }
        let links = shown.map { preset -> HTML in
            if preset == choice.preset {
                return "<li><b aria-current=\"true\">\(preset.title)</b></li>\n"
            }
            return "<li><a href=\"\(choice.address(preset))\">\(preset.title)</a></li>\n"
        }
        let audit: HTML? =
            group >= .configuration ? "<li><a href=\"/audit\">Audit log</a></li>\n" : nil
        return """
            <nav aria-label="Logs"><ul class="pages">\(links)\
            <li><a href="/events">Events by kind</a></li>\(audit)</ul></nav>
            """
    }

    private var form: HTML {
        let follow: HTML =
            choice.follows
            ? "Loaded again each 5 s. <a href=\"\(choice.address(follows: false))\">Stop</a>"
            : "<a href=\"\(choice.address(follows: true))\">Follow</a>"
        return """
            <form class="actions" action="/logs" method="get">
            <input type="hidden" name="preset" value="\(choice.preset.rawValue)">
            <p><label for="words">With</label>
            <input id="words" name="find" type="search" value="\(choice.words)" \
            placeholder="name, address, word"></p>
            <button>Show</button>
            <p>\(follow)</p>
            </form>
            """
    }

    private var rights: HTML? {
        guard group < .configuration, choice.preset.hasAudit || choice.preset.hasAccess else {
            return nil
        }
        return "<p class=\"quiet\">The group conf sees actions and requests too.</p>"
    }

    private func row(_ line: LogLine) -> HTML {
        let time: HTML? = line.time.map { moment in
            """
            <time datetime="\(PageTime.standard(moment))">\(PageTime.clock(moment, at: now))\
            </time>
            """
        }
        let sign: HTML? = line.isOdd ? "<b>!</b> " : nil
        return """
            <li>\(time) <span class="kind">\(line.kind)</span> \(sign)\(line.text)</li>

            """
    }
}
