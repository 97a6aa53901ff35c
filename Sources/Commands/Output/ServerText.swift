import Controller
import Files
import Model

/// The explanation of a service's server.
struct ServerText {
    private let name: String
    private let explanation: ExplainedServer
    private let layout: Layout
    private let summary: ServerSummary

    init(_ name: String, _ explanation: ExplainedServer, _ layout: Layout) {
        self.name = name
        self.explanation = explanation
        self.layout = layout
        summary = ServerSummary(explanation.server.status)
    }

    /// Returns its state and traffic, its weight and its check.
    ///
    /// - Parameter changes: its events, newest last.
    func lines(changes: [Event]) -> [String] {
        let status = explanation.server.status
        var lines = layout.lines(
            "\(name) is server \(status.endpoint) of \(explanation.service)", rest: "  ")
        lines += StateText(summary, layout).lines
        let counts = status.connections
        lines += layout.lines(
            field(
                "traffic",
                "\(counted(counts.open, "session")) (\(counts.active) active, "
                    + "\(counts.inactive) closing or waiting), "
                    + counted(counts.persistent, "remembered client")), rest: fieldIndent)
        lines += WeightText(
            explanation.server.terms, got: status.got?.weight, in: "the kernel"
        ).lines(layout)
        if let fallback = explanation.fallback {
            let reason = explanation.quorum == nil ? "every server is down" : "the quorum is lost"
            lines += layout.lines(
                field("fallback", "\(fallback) stands in: \(reason)"), rest: fieldIndent)
        }
        if let quorum = explanation.quorum {
            lines += layout.lines(
                field("quorum", "\(quorum.isLost ? "lost" : "met"), \(quorum)"),
                rest: fieldIndent)
        }
        lines += feedback
        if let check = explanation.check {
            lines += layout.lines(
                field(
                    "check",
                    "\(check.target), every \(seconds(check.interval)); \(progress(check))"),
                rest: fieldIndent)
            if check.verdict.inconclusive > 0 {
                let count = counted(check.verdict.inconclusive, "check")
                lines += layout.lines(
                    "the last \(count) said nothing about the server: "
                        + (check.results.last?.reason ?? ""),
                    first: fieldIndent, rest: fieldIndent)
            }
        } else {
            lines.append(field("check", "none"))
        }
        lines += ChangesText(changes, layout).lines
        if let check = explanation.check { lines += checks(check) }
        return lines
            + NextText(
                name, summary, explanation.server.terms, isChecked: explanation.check != nil, layout
            ).lines
    }

    private var feedback: [String] {
        guard let settings = explanation.feedback else { return [] }
        let interval = Int(settings.interval / .milliseconds(1))
        var lines = layout.lines(
            field(
                "feedback",
                "\(settings.method) at \(settings.endpoint), every \(seconds(interval))"
            ),
            rest: fieldIndent)
        guard let reading = explanation.server.status.feedback else { return lines }
        func percent(_ value: Int?) -> String { value.map { "\($0) %" } ?? "unknown" }
        var words = [
            "idle \(percent(reading.idle.raw)) raw, \(percent(reading.idle.smoothed)) smoothed, "
                + "\(percent(reading.idle.applied)) applied"
        ]
        if reading.wish != .ready { words.append("reports \(reading.wish)") }
        if reading.ability == .down { words.append("reports down") }
        if let limit = reading.limit { words.append("takes \(limit) connections") }
        if reading.missed > 0 { words.append("missed \(counted(reading.missed, "poll")) in a row") }
        words.append(
            reading.answered.map { "answered \(layout.age($0)) ago" } ?? "never answered")
        lines += layout.lines(
            words.joined(separator: ", ") + tail(reading.reason),
            first: fieldIndent, rest: fieldIndent)
        return lines
    }

    /// The number of listed checks.
    private static let checks = 5

    private func checks(_ check: CheckRecord) -> [String] {
        let results = check.results.suffix(Self.checks).reversed()
        if results.isEmpty { return ["checks: none yet"] }
        return ["checks, newest first:"]
            + results.flatMap { layout.lines(text(of: $0), first: "  ", rest: "      ") }
    }

    /// Returns its progress towards the opposite verdict.
    private func progress(_ check: CheckRecord) -> String {
        let count = check.contradictions
        switch check.verdict.state {
        case .unknown: return "the first one decides"
        case .up:
            return "\(count) of \(counted(check.fall, "failure")) in a row that make it down"
        case .down:
            let needed = check.passesNeeded
            let damping =
                needed > check.rise ? " (rise \(check.rise), more by flap damping)" : ""
            return "\(count) of \(counted(needed, "pass", "passes")) in a row that make it "
                + "up\(damping)"
        }
    }

    private func text(of result: CheckRecord.Result) -> String {
        let duration = Duration.microseconds(result.duration).millisecondWords
        return "\(timestamp(result.time))  \(result.outcome.rawValue) in "
            + "\(result.phase.rawValue), \(duration)" + tail(result.reason)
    }

    private func seconds(_ milliseconds: Int) -> String { "\(Double(milliseconds) / 1_000) s" }

    private func tail(_ reason: String) -> String {
        reason.isEmpty ? "" : ": \(reason)"
    }
}
