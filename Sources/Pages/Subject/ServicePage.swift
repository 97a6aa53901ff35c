import Addresses
import Admin
import Model

/// A service or a proxy: its state, its servers in a line each, its events.
struct ServicePage: Sendable {
    private let summary: ServiceSummary
    private let subject: PageSubject
    private let mayChange: Bool
    private let mayEdit: Bool
    private let graphs: GraphSection?
    private let now: Int64

    /// Creates the page of a service or a proxy; nil: the subject is neither.
    ///
    /// - Parameters:
    ///   - group: the rights of the viewers.
    ///   - graphs: its graphs; nil: none are recorded.
    ///   - now: milliseconds since 1970.
    init?(
        _ subject: PageSubject, for group: AccountGroup, graphs: GraphSection?, now: Int64
    ) {
        if let service = subject.service {
            summary = ServiceSummary(service.status)
        } else if let proxy = subject.proxy {
            summary = ServiceSummary(proxy, now: now)
        } else {
            return nil
        }
        self.subject = subject
        mayChange = group >= .maintenance
        mayEdit = group >= .configuration
        self.graphs = graphs
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: summary.name, entry: .overview,
            content: """
                <h1>\(summary.name) <span class="quiet place">\(summary.place)</span></h1>
                \(facts)
                \(servers)
                \(addition)
                \(graphs?.html)
                \(ChangeList(subject.changes, now: now).html)
                """, isLive: true)
    }

    private var addition: HTML? {
        guard mayEdit else { return nil }
        return """
            <p><a href="/configuration/server?service=\(query: summary.name)">Add a server</a></p>
            """
    }

    /// Returns the question before a server is taken out of service; nil: another one works, or
    /// this one does not.
    func question(
        before word: String, of server: String, message: String, from: String
    ) -> LastServerQuestion? {
        guard let own = summary.servers.first(where: { $0.name == server }), own.serves else {
            return nil
        }
        let others = summary.servers.filter {
            $0.name != server && $0.route == own.route && $0.state != .leaving
        }
        guard !others.contains(where: \.serves) else { return nil }
        return LastServerQuestion(
            service: summary.name, server: server, word: word, message: message, from: from,
            others: others.count, hasFallback: subject.service?.fallback != nil)
    }

    private var facts: HTML {
        var facts = FactList()
        let mark = StateMark(summary.state)
        facts.add(
            "State",
            """
            <span\(state: "state", mark.word)><b>\(live: "state/sign", mark.sign) \
            \(live: "state/word", words)</b></span>\
            \(live: "state/servers", stateWords)
            """)
        facts.add("Traffic", "\(live: "traffic", traffic)")
        if let more = subject.proxy?.listen.dropFirst(), !more.isEmpty {
            let places = more.map(\.description).joined(separator: ", ")
            facts.add("Listens also at", "\(places)")
        }
        for listener in subject.listeners {
            facts.add(
                "SSL service", "\(listener.name) at \(listener.places.joined(separator: ", "))")
        }
        facts.add("Scheduling", difference.map { "\($0)" })
        if let service = subject.service {
            facts.add(
                "Failing servers",
                service.quiescent
                    ? "stay in the table, with weight 0" : "leave the kernel's table")
            facts.add("Fallback", fallback(of: service).map { "\($0)" })
            facts.add(
                "Quorum",
                service.quorum.map { "\($0.isLost ? "lost" : "met"): \($0.description)" })
        }
        if let complaint = subject.proxy?.complaint { facts.add("Complaint", "\(complaint)") }
        return facts.list
    }

    private var stateWords: String {
        ([
            "; \(summary.serving) of \(counted(summary.listed, "server")) serve"
        ] + summary.remarks).joined(separator: "; ")
    }

    private var words: String {
        PageTime.state(summary.state.words, since: summary.since, at: now)
    }

    private var traffic: String {
        var parts = [summary.traffic]
        if let rate = summary.rate { parts.append("\(rate) new a second") }
        if let clients = remembered { parts.append(counted(clients, "remembered client")) }
        return parts.joined(separator: ", ")
    }

    private var remembered: Int? {
        guard let service = subject.service else { return subject.proxy?.remembered }
        guard service.want?.persistence != nil else { return nil }
        return service.servers.reduce(0) { $0 + $1.status.connections.persistent }
    }

    /// One phrase where the kernel agrees with the document, else both.
    private var difference: String? {
        guard let service = subject.service else { return nil }
        let want = service.want.map(Self.scheduling) ?? "nothing"
        let got = service.got.map(Self.scheduling) ?? "nothing"
        return want == got ? want : "\(want) wanted, \(got) in the kernel"
    }

    private static func scheduling(_ service: VirtualService) -> String {
        var text = service.scheduler.rawValue
        if let persistence = service.persistence { text += ", persistent \(persistence.timeout) s" }
        if service.onePacket { text += ", one packet" }
        return text
    }

    private func fallback(of service: ServiceExplanation) -> String? {
        guard let fallback = service.fallback else { return nil }
        if service.isFallbackIn { return "\(fallback), which stands in now" }
        return service.quorum == nil
            ? "\(fallback), for the time when no server works"
            : "\(fallback), for the time below the quorum"
    }

    private var servers: HTML {
        guard !summary.servers.isEmpty else { return "<p>It has no servers.</p>" }
        let routes = summary.servers.contains { $0.route != nil }
        let rows = summary.servers.map { server in
            ServerRow(
                server, of: summary.name, terms(of: server.name),
                connections: connections(of: server.name), showsRoute: routes,
                mayChange: mayChange, now: now
            ).html
        }
        let route: HTML = routes ? "<th class=\"wide\">Route</th>" : ""
        let title: HTML = "<th class=\"wide\"><span class=\"unseen\">Change</span></th>"
        let action: HTML? = mayChange ? title : nil
        return """
            <h2>Servers</h2>
            <div class="scroll">
            <table class="servers">
            <thead><tr><th class="sign"><span class="unseen">Sign</span></th><th>Name</th>\
            <th class="wide">Address</th>\(route)<th class="number">Weight</th>\
            <th class="number">Sessions</th><th>State</th>\(action)</tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            </div>
            """
    }

    private func terms(of name: String) -> [WeightTerm] {
        subject.service?.servers.first { $0.status.name == name }?.terms ?? []
    }

    private func connections(of name: String) -> ConnectionCounts? {
        subject.service?.servers.first { $0.status.name == name }?.status.connections
    }
}
