import Admin
import Model

/// The traffic of services, proxies and servers, to sort, filter and export without a script.
struct ReportPage: Sendable {
    private let report: TrafficReport
    private let choice: ReportChoice

    init(_ report: TrafficReport, _ choice: ReportChoice) {
        self.report = report
        self.choice = choice
    }

    /// The contents.
    var body: PageBody {
        let rows = choice.rows.rows(of: report.rows)
        let links = PageLinks(rows.count, size: ReportChoice.size, number: choice.number)
        return PageBody(
            title: "Reports", entry: .reports,
            content: """
                <h1>Reports</h1>
                \(views)
                \(form)
                <p class="quiet">\(rows.count) of \(counted(report.rows.count, "row")). Export: \
                <a href="\(export("report.csv"))">CSV</a>, \
                <a href="\(export("report"))">JSON</a>. \
                <a href="/connections">Connections</a></p>
                <div class="scroll" tabindex="0" role="region" aria-label="Traffic">
                <table class="report">
                <thead><tr>\(titles)</tr></thead>
                <tbody>
                \(rows[links.range].map(row))
                </tbody>
                </table>
                </div>
                \(links.html("Rows") { "/reports?\(choice.query(page: $0))" })
                <p class="quiet">\(choice.view.note)</p>
                """)
    }

    private func export(_ file: String) -> String {
        "\(APIRoute.prefix)/\(file)?\(choice.query(page: nil))"
    }

    private var views: HTML {
        let links = ReportView.allCases.map { view -> HTML in
            if view == choice.view {
                return "<li><b aria-current=\"true\">\(view.title)</b></li>\n"
            }
            return """
                <li><a href="/reports?\(choice.query(view: view))">\(view.title)</a></li>

                """
        }
        return "<nav aria-label=\"Reports\"><ul class=\"pages\">\(links)</ul></nav>"
    }

    private var form: HTML {
        """
        <form class="actions" action="/reports" method="get">
        <input type="hidden" name="view" value="\(choice.view.rawValue)">
        <input type="hidden" name="sort" value="\(choice.rows.sort.rawValue)">
        <p><label for="layer">Layer</label>
        <select id="layer" name="layer">\(option("", "both", choice.rows.layer?.rawValue))\
        \(option("ipvs", "4, IPVS", choice.rows.layer?.rawValue))\
        \(option("haproxy", "7, HAProxy", choice.rows.layer?.rawValue))</select></p>
        <p><label for="level">Rows</label>
        <select id="level" name="level">\(option("", "all", choice.rows.level?.rawValue))\
        \(option("services", "services", choice.rows.level?.rawValue))\
        \(option("servers", "servers", choice.rows.level?.rawValue))</select></p>
        <p><label for="words">With</label>
        <input id="words" name="find" type="search" value="\(choice.rows.words)" \
        placeholder="name, address, state"></p>
        <button>Show</button>
        </form>
        """
    }

    private func option(_ word: String, _ title: String, _ chosen: String?) -> HTML {
        let selected: HTML = word == chosen ?? "" ? " selected" : ""
        return "<option value=\"\(word)\"\(selected)>\(title)</option>"
    }

    private var titles: [HTML] {
        [title(.name, "Name", isNumber: false)]
            + ["<th class=\"wide\">Address</th>" as HTML]
            + choice.view.columns.map { title($0.column, $0.title, isNumber: true) }
            + [title(.state, "State", isNumber: false)]
    }

    private func title(_ column: TrafficColumn, _ text: String, isNumber: Bool) -> HTML {
        let isSorted = column == choice.rows.sort
        let isAscending = column.isText != choice.rows.isReversed
        let order: HTML =
            isSorted
            ? (isAscending ? " aria-sort=\"ascending\"" : " aria-sort=\"descending\"") : ""
        let sign = isSorted ? (isAscending ? " \u{2191}" : " \u{2193}") : ""
        let kind: HTML = isNumber ? " class=\"number\"" : ""
        return """
            <th\(kind)\(order)><a href="/reports?\(choice.query(sort: column))">\(text)</a>\
            \(sign)</th>
            """
    }

    private func row(_ row: TrafficRow) -> HTML {
        let cells = choice.view.columns.map { column, _ -> HTML in
            "<td class=\"number\">\(Self.text(of: column, row))</td>"
        }
        return """
            <tr><th scope="row">\(name(row))</th><td class="wide place">\(row.place)</td>\
            \(cells)<td class="text">\(row.state)</td></tr>

            """
    }

    private func name(_ row: TrafficRow) -> HTML {
        guard let server = row.server else {
            return "<a href=\"\(path: "services", row.service)\">\(row.service)</a>"
        }
        return """
            <a class="part" href="\(path: "services", row.service, "servers", server)">\
            \(row.name)</a>
            """
    }

    private static func text(of column: TrafficColumn, _ row: TrafficRow) -> String {
        switch column {
        case .document, .name, .state: ""
        case .active, .inactive:
            NumberText.grouped(UInt64(max(0, column.number(of: row) ?? 0)))
        case .new, .packetsInRate, .packetsOutRate: NumberText.short(column.number(of: row))
        case .bytesInRate, .bytesOutRate, .bytesIn, .bytesOut:
            NumberText.bytes(column.number(of: row))
        case .connections, .packetsIn, .packetsOut:
            column.total(of: row).map(NumberText.grouped) ?? "-"
        }
    }
}
