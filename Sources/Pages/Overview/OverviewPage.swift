import Model

/// All services in a line each: problems first, then the other services.
struct OverviewPage: Sendable {
    private let brief: BriefStatus
    private let choice: OverviewChoice
    private let rates: [String: [Float]]?
    private let finds: OverviewFinds
    private let node: String
    private let mayConfirm: Bool
    private let now: Int64

    /// - Parameters:
    ///   - rates: the rates of new connections by service; nil: none are recorded.
    ///   - finds: the SSL services, and the servers that are looked for.
    ///   - node: the name of this node.
    ///   - mayConfirm: whether viewers may confirm an edit.
    ///   - now: milliseconds since 1970.
    init(
        _ brief: BriefStatus, _ choice: OverviewChoice, _ finds: OverviewFinds,
        rates: [String: [Float]]?, node: String, mayConfirm: Bool, now: Int64
    ) {
        self.brief = brief
        self.choice = choice
        self.rates = rates
        self.finds = finds
        self.node = node
        self.mayConfirm = mayConfirm
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Overview", entry: .overview,
            content: """
                <h1 class="unseen">Overview</h1>
                \(StateStrip(brief, node: node, now: now).html)
                \(ProblemList(brief.status, mayConfirm: mayConfirm, now: now).html)
                \(services)
                \(HostLines(brief.status, now: now).html)
                \(LatestEvents(brief.status.events, now: now).html)
                """, isLive: true)
    }

    private var services: HTML {
        let found = choice.matches(among: brief.summaries)
        let shown = choice.page(of: found).map { summary in
            let line = rates.map { $0[summary.name] ?? [] }
            return ServiceRow(summary, rates: line, now: now).html
        }
        let title: HTML = """
            <th class="wide"><abbr title="new sessions a second">10 min</abbr></th>
            """
        let lines: HTML? = rates == nil ? nil : title
        guard !brief.summaries.isEmpty else {
            return "<p>The document has no services and no proxies yet.</p>"
        }
        return """
            <section aria-labelledby="services">
            <h2 id="services" class="unseen">Services</h2>
            \(search(found.count))
            <table class="services">
            <thead><tr><th class="sign"><span class="unseen">Sign</span></th><th>Name</th>\
            <th class="wide">Listen</th><th class="number"><abbr title="servers that serve, of \
            those in the document">Up</abbr></th><th class="number">Sessions</th>\
            <th class="number wide"><abbr title="new sessions a second">New/s</abbr></th>\
            \(lines)<th>State</th></tr></thead>
            <tbody>
            \(shown)
            </tbody>
            </table>
            \(choice.links(for: found.count))
            \(finds.html(for: choice))
            </section>
            """
    }

    /// The words that are looked for, if there are any.
    private func search(_ count: Int) -> HTML? {
        guard !choice.words.isEmpty else { return nil }
        let total = brief.summaries.count
        return """
            <p>\(count) of \(counted(total, "service")) with "\(choice.words)". \
            <a href="/">Show all</a></p>
            """
    }
}
