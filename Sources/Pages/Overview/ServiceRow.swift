import Model

/// A service in a line.
struct ServiceRow: Sendable {
    private let summary: ServiceSummary
    private let rates: [Float]?
    private let now: Int64

    /// - Parameter rates: those of new connections, the oldest first; nil: the column is absent.
    init(_ summary: ServiceSummary, rates: [Float]?, now: Int64) {
        self.summary = summary
        self.rates = rates
        self.now = now
    }

    /// The row of the table.
    var html: HTML {
        let key = "service/\(summary.name)"
        return """
            <tr\(state: key, StateMark(summary.state).word)><td class="sign">\
            \(live: "\(key)/sign", StateMark(summary.state).sign)</td>\
            <th scope="row"><a href="\(path: "services", summary.name)">\(summary.name)</a></th>\
            <td class="wide place">\(summary.place)</td>\
            <td class="number">\(live: "\(key)/up", "\(summary.serving)/\(summary.listed)")</td>\
            <td class="number">\(live: "\(key)/sessions", sessions)</td>\
            <td class="number wide">\(live: "\(key)/rate", rate)</td>\
            \(line(key))\
            <td class="sentence"><b>\(live: "\(key)/state", words)</b>\
            \(live: "\(key)/reason", sentence)</td></tr>

            """
    }

    private func line(_ key: String) -> HTML? {
        rates.map { "<td class=\"wide\">\(Sparkline($0).html(key: "\(key)/line"))</td>" }
    }

    private var words: String {
        PageTime.state(summary.state.words, since: shownSince, at: now)
    }

    private var sessions: String { summary.sessions.map { "\($0)" } ?? "-" }
    private var rate: String { summary.rate.map { "\($0)" } ?? "-" }

    /// The age of "up" is of no interest.
    private var shownSince: Int64? { summary.state == .up ? nil : summary.since }

    /// The reason of the state; "": all is well.
    private var sentence: String {
        var parts: [String] = []
        if let by = summary.servedBy { parts.append("clients are served by \(by)") }
        let troubled = summary.servers.filter { $0.state < .unproven }
        if let worst = troubled.first {
            let number = ServerSummary.State.allCases.filter { $0 < .unproven }
                .reduce(0) { $0 + summary.count(of: $1) }
            let rest = number > 1 ? "; \(number - 1) more" : ""
            parts.append(ServerSentence(worst, now: now).text(beside: shownSince) + rest)
        } else {
            // A long list of problems names only some servers.
            let down = summary.count(of: .down)
            if down > 0 { parts.append("\(counted(down, "server")) down") }
        }
        return (parts + summary.remarks).map { "; \($0)" }.joined()
    }
}
