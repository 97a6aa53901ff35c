import Admin
import Model

/// The present connections, to sort, filter and leaf through without a script.
struct ConnectionsPage: Sendable {
    private let answer: ConnectionsAnswer?
    private let query: ConnectionQuery
    private let fields: [String: String]
    private let problem: String?

    /// - Parameters:
    ///   - answer: the connections; nil: the query has a mistake.
    ///   - fields: the fields of the query as the person has written them.
    ///   - problem: the mistake.
    init(
        _ answer: ConnectionsAnswer?, _ query: ConnectionQuery, _ fields: [String: String],
        problem: String? = nil
    ) {
        self.answer = answer
        self.query = query
        self.fields = fields
        self.problem = problem
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Connections", entry: .reports,
            content: """
                <p><a href="/reports">Reports</a></p>
                <h1>Connections</h1>
                \(form)
                \(ProblemNote(problem).html)
                \(answer.map(table))
                """)
    }

    private var form: HTML {
        let checked: HTML = query.wantsNames ? " checked" : ""
        return """
            <form class="actions" action="/connections" method="get">
            \(field("client", "Client", "198.51.100.0/24"))\(field("service", "Service", "web"))\
            \(field("server", "Server", "web1"))\(field("state", "State", "established"))
            <p><label for="layer">Layer</label>
            <select id="layer" name="layer">\(option("", "both"))\(option("ipvs", "4, IPVS"))\
            \(option("haproxy", "7, HAProxy"))</select></p>
            <p><label class="check" for="names"><input id="names" type="checkbox" name="names" \
            value="1"\(checked)> Names</label></p>
            <button>Show</button>
            </form>
            """
    }

    private func field(_ name: String, _ title: String, _ example: String) -> HTML {
        """
        <p><label for="\(name)">\(title)</label>
        <input id="\(name)" name="\(name)" size="14" value="\(fields[name])" \
        placeholder="\(example)"></p>

        """
    }

    private func option(_ word: String, _ title: String) -> HTML {
        let selected: HTML = word == query.layer?.rawValue ?? "" ? " selected" : ""
        return "<option value=\"\(word)\"\(selected)>\(title)</option>"
    }

    private func table(_ answer: ConnectionsAnswer) -> HTML {
        let links = PageLinks(answer.matched, size: query.size, number: query.page)
        let pages = links.html("Connections") { number in
            var other = query
            other.page = number
            return "/connections?\(text(other))"
        }
        let more = answer.isCut ? " There are more, which were not read." : ""
        let notes = answer.notes.map { "<p class=\"problem\">! \($0)</p>\n" as HTML }
        return """
            \(notes)
            <p class="quiet">\(answer.matched) of \(counted(answer.total, "connection")).\(more) \
            <a href="\(APIRoute.prefix)/connections?\(text(query))">JSON</a></p>
            <div class="scroll" tabindex="0" role="region" aria-label="Connections">
            <table class="report">
            <thead><tr>\(title(.client, "Client"))<th class="wide">Connected to</th>\
            \(title(.service, "Service"))<th class="wide">Server address</th>\
            \(title(.state, "State"))\(title(.age, "Age"))\(title(.expires, "Expires"))</tr></thead>
            <tbody>
            \(answer.connections.map(row))
            </tbody>
            </table>
            </div>
            \(pages)
            <p class="quiet">Age: HAProxy's sessions have one; expires: the time until the kernel \
            forgets a connection without a packet. Port 0: a client that persistence remembers. \
            With direct routing the kernel sees no answers, so its states are guesses.</p>
            """
    }

    private func title(_ sort: ConnectionQuery.Sort, _ title: String) -> HTML {
        var other = query
        other.page = 1
        other.sort = sort
        let isSorted = sort == query.sort
        other.isReversed = isSorted && !query.isReversed
        let kind: HTML = sort == .age || sort == .expires ? " class=\"number\"" : ""
        let isAscending = (sort == .age || sort == .expires) == query.isReversed
        let order: HTML =
            isSorted
            ? (isAscending ? " aria-sort=\"ascending\"" : " aria-sort=\"descending\"") : ""
        let sign = isSorted ? (isAscending ? " \u{2191}" : " \u{2193}") : ""
        return """
            <th\(kind)\(order)><a href="/connections?\(text(other))">\(title)</a>\(sign)</th>
            """
    }

    private func text(_ query: ConnectionQuery) -> String {
        query.fields.map { "\($0.name)=\(PathText.escaped($0.value))" }.joined(separator: "&")
    }

    private func row(_ row: ConnectionsAnswer.Row) -> HTML {
        let name: HTML? = row.clientName.map { "<br><span class=\"quiet\">\($0)</span>" }
        let listen = row.listen.map { "\(row.transport) \($0)" } ?? row.transport
        return """
            <tr><th scope="row" class="place">\("\(row.client)")\(name)</th>\
            <td class="wide place">\(listen)</td><td>\(place(row))</td>\
            <td class="wide place">\(row.destination.map { "\($0)" } ?? "-")</td>\
            <td>\(row.state)</td>\
            <td class="number">\(row.age.map { "\($0) s" } ?? "-")</td>\
            <td class="number">\(row.expires.map { "\($0) s" } ?? "-")</td></tr>

            """
    }

    private func place(_ row: ConnectionsAnswer.Row) -> HTML {
        guard let service = row.service else { return "-" }
        guard let server = row.server else {
            return "<a href=\"\(path: "services", service)\">\(service)</a>"
        }
        return """
            <a href="\(path: "services", service, "servers", server)">\(service)/\(server)</a>
            """
    }
}
