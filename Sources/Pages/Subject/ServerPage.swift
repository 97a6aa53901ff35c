import Addresses
import Admin
import Model

/// A server: its state with the reason, its weight term by term, its checks, its events.
struct ServerPage: Sendable {
    private let summary: ServerSummary
    private let service: String
    private let subject: PageSubject
    private let group: AccountGroup
    private let graphs: GraphSection?
    private let now: Int64

    /// Creates the page of a server; nil: the subject is none.
    ///
    /// - Parameters:
    ///   - service: the name of its service or proxy.
    ///   - group: the rights of the viewers.
    ///   - graphs: its graphs; nil: none are recorded.
    ///   - now: milliseconds since 1970.
    init?(
        _ subject: PageSubject, of service: String, for group: AccountGroup,
        graphs: GraphSection?, now: Int64
    ) {
        if let server = subject.server {
            summary = ServerSummary(server.server.status)
        } else if let server = subject.proxyServer {
            summary = ServerSummary(server.status, now: now)
        } else {
            return nil
        }
        self.service = service
        self.subject = subject
        self.group = group
        self.graphs = graphs
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "\(service)/\(summary.name)", entry: .overview,
            content: """
                <p><a href="\(path: "services", service)">\(service)</a></p>
                <h1>\(summary.name) <span class="quiet place">\(place)</span></h1>
                \(forms)
                \(edits)
                \(facts)
                \(checks)
                \(graphs?.html)
                \(ChangeList(subject.changes, now: now).html)
                """, isLive: true)
    }

    private var place: String { summary.endpoint?.description ?? "without an address" }

    private var forms: HTML? {
        group >= .maintenance
            ? ServerForms(summary, of: service, terms.first?.weight, most: most).html : nil
    }

    private var most: Int {
        subject.server == nil ? ServerForms.mostOfProxy : ServerForms.mostOfService
    }

    /// The links to the edits of the document, with their forms filled in.
    private var edits: HTML? {
        guard group >= .configuration else { return nil }
        let names: HTML = "service=\(query: service)&amp;server=\(query: summary.name)"
        return """
            <p><a href="/configuration/change?\(names)">Change its address</a> \
            <a href="/configuration/remove?\(names)">Remove it</a></p>
            """
    }

    private var terms: [WeightTerm] {
        subject.server?.server.terms ?? subject.proxyServer?.terms ?? []
    }

    private var facts: HTML {
        var facts = FactList()
        let mark = StateMark(summary.state)
        facts.add(
            "State",
            """
            <span\(state: "state", mark.word)><b>\(live: "state/sign", mark.sign) \
            \(live: "state/word", words)</b></span>\
            \(live: "state/reason", reason)
            """)
        facts.add("Sessions", "\(live: "sessions", sessions)")
        let product = WeightProduct(terms)
        if let weight = product.weight {
            let factors = product.factors.enumerated().map { number, factor -> HTML in
                let text = "\(factor.sign) \(factor.number) \(factor.reason)"
                return "<li>\(live: "weight/\(number)", text)</li>\n"
            }
            facts.add(
                "Weight",
                """
                \(live: "weight", "\(product.equation)\(gotWords(weight))")
                <ul class="terms">\(factors)</ul>
                """)
        }
        if let server = subject.server {
            facts.add(
                "Feedback", FeedbackText(server, now: now).text.map { "\(live: "feedback", $0)" })
            if let fallback = server.fallback {
                facts.add("Fallback", "\(fallback.description) stands in")
            }
            facts.add(
                "Quorum", server.quorum.map { "\($0.isLost ? "lost" : "met"): \($0.description)" })
        }
        facts.add("Check", "\(live: "check", check)")
        facts.add("Command", "<code>\(live: "command", command)</code>")
        return facts.list
    }

    private var reason: String {
        let isOut = summary.state == .drain || summary.state == .offline
        let failing = isOut && fails ? "; its check fails" : ""
        return ServerSentence(summary, now: now).addition + failing
    }

    private var words: String {
        PageTime.state(summary.state.words, since: summary.since, at: now)
    }

    private var sessions: String {
        guard let server = subject.server else {
            let waiting = subject.proxyServer?.status.queued ?? 0
            let queue = waiting > 0 ? ", \(waiting) waiting" : ""
            return counted(summary.sessions, "session") + queue
        }
        let counts = server.server.status.connections
        return "\(counted(counts.open, "session")) (\(counts.active) active, "
            + "\(counts.inactive) closing or waiting), "
            + counted(counts.persistent, "remembered client")
    }

    private func gotWords(_ weight: Int) -> String {
        let got: Int?
        let holder: String
        if let server = subject.server {
            (got, holder) = (server.server.status.got?.weight, "the kernel")
        } else {
            // A server that is down keeps its weight and gets no clients.
            let status = subject.proxyServer?.status
            got = status?.got.map { $0.isOnline && status?.isUp != false ? $0.weight : 0 }
            holder = "HAProxy"
        }
        return got == weight
            ? ", as in \(holder)" : "; \(holder) has \(got.map { "\($0)" } ?? "none")"
    }

    private var check: String {
        if let server = subject.server {
            return server.check.map { CheckText($0).text } ?? "none"
        }
        guard let status = subject.proxyServer?.status else { return "none" }
        if let verdict = status.verdict {
            return "by Ballast, because HAProxy has no such check: \(verdict)"
        }
        guard let check = status.check else { return "none" }
        var words = [check.status, check.text].compactMap(\.self)
        if let code = check.code { words.append("code \(code)") }
        if let duration = check.duration { words.append("\(duration) ms") }
        return "by HAProxy; the latest one: \(words.joined(separator: ", "))"
    }

    /// The operator's next command.
    private var command: String {
        let name = "\(service)/\(summary.name)"
        return switch summary.state {
        case .down, .unproven: "ballast check \(name)"
        case .different: "ballast plan"
        case .standsIn, .leaving: "ballast status -v"
        case .drain, .offline, .off: fails ? "ballast check \(name)" : "ballast online \(name)"
        case .up, .unchecked: "ballast drain \(name)"
        }
    }

    /// Whether its checks fail, although the operator has taken it out of service.
    private var fails: Bool {
        if let server = subject.server { return server.server.status.verdict?.state == .down }
        let status = subject.proxyServer?.status
        return status?.verdict?.state == .down || status?.isUp == false
    }

    private var checks: HTML? {
        guard let check = subject.server?.check, !check.results.isEmpty else { return nil }
        let rows = check.results.suffix(10).reversed().enumerated().map { number, result in
            CheckRow(result, now: now).html(key: "result/\(number)")
        }
        return """
            <h2>Checks</h2>
            <div class="scroll">
            <table class="checks">
            <thead><tr><th>Time</th><th>Result</th><th class="number">Duration</th>\
            <th>Reason</th></tr></thead>
            <tbody>\(rows)</tbody>
            </table>
            </div>
            """
    }
}
