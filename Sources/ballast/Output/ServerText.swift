import Health
import Model

/// Why a server is as it is, for 80 columns.
struct ServerText {
    private let name: String
    private let explanation: Explanation

    init(_ name: String, _ explanation: Explanation) {
        self.name = name
        self.explanation = explanation
    }

    var lines: [String] {
        let status = explanation.server.status
        var lines = ["\(name) is \(status.endpoint) in \(explanation.service)"]
        lines.append("operator: \(status.state?.rawValue ?? "not in the document")")
        lines.append("want: \(weight(status.want))")
        lines.append("got: \(weight(status.got)), \(connections(status.connections))")
        if let reason = status.reason { lines += wrapped("because: \(reason)", rest: "  ") }
        lines += weights
        if let quorum = explanation.quorum {
            lines.append("quorum: \(quorum.isLost ? "lost" : "there"), \(quorum)")
        }
        lines += feedback
        guard let check = explanation.check else { return lines + ["check: none"] }
        return lines + text(of: check)
    }

    private var weights: [String] {
        let terms = explanation.server.terms
        guard !terms.isEmpty else { return [] }
        var lines = ["weight:"]
        for term in terms {
            let name = term.term.rawValue
            let padded = name + String(repeating: " ", count: max(0, 9 - name.count))
            lines += wrapped(
                "\(padded) \(term.weight)  \(term.reason)", first: "  ", rest: "      ")
        }
        if let fallback = explanation.fallback {
            let reason = explanation.quorum == nil ? "every server is down" : "the quorum is lost"
            lines.append("  fallback  \(fallback) stands in: \(reason)")
        }
        let want = explanation.server.status.want.map { "\($0.weight)" } ?? "none"
        let got = explanation.server.status.got.map { "\($0.weight)" } ?? "none"
        lines.append("  wanted \(want), got \(got)")
        return lines
    }

    private var feedback: [String] {
        guard let settings = explanation.feedback else { return [] }
        let every = Double(Int(settings.interval / .milliseconds(1))) / 1000
        var lines = ["feedback: \(settings.method) at \(settings.endpoint), every \(every) s"]
        guard let reading = explanation.server.status.feedback else { return lines }
        func percent(_ value: Int?) -> String { value.map { "\($0) %" } ?? "unknown" }
        lines.append(
            "  idle \(percent(reading.raw)) raw, \(percent(reading.smoothed)) smoothed, "
                + "\(percent(reading.applied)) applied")
        var words: [String] = []
        if reading.wish != .ready { words.append("says \(reading.wish)") }
        if reading.ability == .down { words.append("says down") }
        if let limit = reading.limit { words.append("takes \(limit) connections") }
        if reading.missed > 0 { words.append("missed \(counted(reading.missed, "poll")) in a row") }
        words.append(reading.answered.map { "answered \(timestamp($0))" } ?? "never answered")
        lines += wrapped(
            words.joined(separator: ", ") + tail(reading.reason), first: "  ", rest: "    ")
        return lines
    }

    private func text(of check: CheckAccount) -> [String] {
        let verdict = check.machine.verdict
        let milliseconds = Int(check.interval / .milliseconds(1))
        var lines = wrapped(
            "check: \(check.asked), every \(Double(milliseconds) / 1000) s", rest: "  ")
        let since = "verdict: \(verdict.state.rawValue) since \(timestamp(verdict.since))"
        lines += wrapped(since + tail(verdict.reason), rest: "  ")
        lines += wrapped(progress(check), rest: "  ")
        if verdict.inconclusive > 0 {
            lines += wrapped(
                "\(counted(verdict.inconclusive, "check")) in a row said nothing about the server: "
                    + (check.machine.results.last?.reason ?? ""), rest: "  ")
        }
        if check.machine.results.isEmpty { return lines + ["latest checks: none yet"] }
        lines.append("latest checks, newest last:")
        return lines
            + check.machine.results.flatMap { wrapped(text(of: $0), first: "  ", rest: "      ") }
    }

    /// How far it is towards the other verdict.
    private func progress(_ check: CheckAccount) -> String {
        let count = check.machine.contradictions
        switch check.machine.verdict.state {
        case .unknown: return "the first check decides"
        case .up: return "failures in a row: \(count) of the \(check.fall) that make it down"
        case .down:
            let needed = check.passesNeeded
            let damping =
                needed > check.rise ? " (rise \(check.rise), damped: it came and went)" : ""
            return "passes in a row: \(count) of the \(needed) that make it up\(damping)"
        }
    }

    private func text(of result: CheckResult) -> String {
        let tenths = (result.duration / .milliseconds(1) * 10).rounded() / 10
        return "\(timestamp(result.time))  \(result.outcome.rawValue) in "
            + "\(result.phase.rawValue), \(tenths) ms" + tail(result.reason)
    }

    private func tail(_ reason: String) -> String {
        reason.isEmpty ? "" : ": \(reason)"
    }

    private func weight(_ destination: Destination?) -> String {
        destination.map { "weight \($0.weight), \($0.forwarding)" } ?? "not in the table"
    }

    private func connections(_ counts: ConnectionCounts) -> String {
        "\(counts.active) active and \(counts.inactive) inactive connections"
    }
}
