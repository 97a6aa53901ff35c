import Addresses
import Files
import Model

/// A status in an operator's words: problems first, then one line for each service and proxy,
/// gravest first.
struct StatusText {
    private let status: Status
    private let layout: Layout
    private let isVerbose: Bool
    private let summaries: [ServiceSummary]

    /// The number of servers and reasons in a short list.
    private static let shortList = 10
    /// The number of listed events, without and with `--verbose`.
    private static let events = (usual: 5, verbose: 20)

    /// - Parameter isVerbose: whether to add the servers of every service, and all other details.
    init(_ status: Status, _ layout: Layout, isVerbose: Bool = false) {
        self.status = status
        self.layout = layout
        self.isVerbose = isVerbose
        summaries = status.summaries(now: layout.now)
    }

    /// The text of a brief status.
    init(_ brief: BriefStatus, _ layout: Layout) {
        status = brief.status
        self.layout = layout
        isVerbose = false
        summaries = brief.summaries
    }

    /// All lines.
    var lines: [String] {
        var lines = head + troubles + document
        if !summaries.isEmpty { lines += [""] + table }
        if isVerbose { lines += details }
        lines += other
        if !latest.isEmpty { lines += ["", "latest events:"] + latest }
        return lines
    }

    /// Returns the text of some services and proxies; nil: one of them is missing.
    func lines(of names: [String]) -> [String]? {
        var lines: [String] = []
        for name in names {
            let found = summaries.filter { $0.name == name }
            if found.isEmpty { return nil }
            for summary in found {
                lines += (lines.isEmpty ? [] : [""]) + text(of: summary)
            }
        }
        return lines
    }

    /// Whether all of these are as the document wants them, and have an online server.
    func isWell(_ names: [String]) -> Bool {
        summaries.allSatisfy {
            !names.contains($0.name) || $0.state > .degraded && $0.state != .off
        }
    }

    private var head: [String] {
        var states: [String] = []
        for (state, words) in [
            (ServerSummary.State.down, "down"), (.unproven, "not checked yet"),
            (.drain, "drained"), (.offline, "offline"),
        ] {
            let count = summaries.reduce(0) { $0 + $1.count(of: state) }
            if count > 0 {
                states.append(
                    states.isEmpty ? counted(count, "server") + " " + words : "\(count) \(words)")
            }
        }
        let word = status.health.healthy ? "healthy" : "degraded"
        return layout.lines(([word] + states).joined(separator: ", "), rest: "  ")
            + status.health.reasons.flatMap {
                layout.lines("because \($0)", first: "  ", rest: "    ")
            }
    }

    /// The servers with problems, and further reasons.
    private var troubles: [String] {
        var rows: [[String]] = []
        var count = 0
        for summary in summaries {
            count += ServerSummary.State.allCases.filter { $0 < .unproven }
                .reduce(0) { $0 + summary.count(of: $1) }
            for server in summary.servers where server.state < .unproven {
                rows.append([
                    " ", "\(summary.name)/\(server.name)", state(server.state.words, server.since),
                    server.reason ?? "",
                ])
            }
        }
        let limit = isVerbose ? count : Self.shortList
        var lines = layout.table(Array(rows.prefix(limit)))
        if count > limit {
            lines.append("  and \(count - limit) more: ballast status -v")
        }
        lines += status.handovers.flatMap { layout.lines($0, first: "  ", rest: "    ") }
        for failure in status.failures.prefix(isVerbose ? .max : Self.shortList) {
            lines += layout.lines(
                "failed \(counted(failure.attempts, "time")), next try in "
                    + "\(Duration.milliseconds(failure.retryIn).words): \(failure.failure)",
                first: "  ", rest: "    ")
        }
        for address in status.addresses where address.wanted != address.present {
            let word = address.wanted ? "is missing" : "leaves this node"
            lines += layout.lines("\(address.address) \(word)", first: "  ", rest: "    ")
        }
        return lines
    }

    private var document: [String] {
        let document = status.document
        var words = ["document \(document.path)"]
        if let kept = document.kept {
            words.append("in force: the one that was accepted at \(timestamp(kept))")
        } else if let accepted = document.accepted {
            let times = document.generation > 1 ? "\(document.generation) times, last " : ""
            words.append("accepted \(times)\(layout.age(accepted)) ago")
        } else {
            words.append("none accepted yet")
        }
        if let number = document.number { words.append("generation \(number)") }
        if !document.warnings.isEmpty, !isVerbose {
            words.append(
                counted(document.warnings.count, "warning") + " (ballast validate shows them)")
        }
        var lines = layout.lines(words.joined(separator: ", "), rest: "  ")
        lines += document.rejected.flatMap(text(of:))
        if let pending = document.pending { lines += text(of: pending) }
        if let canary = document.canary { lines += text(of: canary) }
        if isVerbose { lines += document.warnings.flatMap(text(of:)) }
        if let pass = status.lastPass {
            lines += layout.lines(
                "controller \(status.controller.version), process \(status.controller.processID), "
                    + "up \(layout.age(status.controller.started)), "
                    + "\(counted(pass.count, "pass", "passes")), the last one "
                    + "\(layout.age(pass.time)) ago in \(max(1, pass.duration / 1000)) ms",
                rest: "  ")
        }
        return lines
    }

    private var table: [String] {
        layout.table(
            [["NAME", "LISTEN", "UP", "SESSIONS", "RATE", "STATE"]]
                + summaries.map { summary in
                    [
                        summary.name, summary.place, "\(summary.serving)/\(summary.listed)",
                        summary.sessions.map { "\($0)" } ?? "-",
                        summary.rate.map { "\($0)/s" } ?? "-",
                        ([state(summary.state.words, summary.since)] + summary.remarks)
                            .joined(separator: ", "),
                    ]
                })
    }

    private var details: [String] {
        summaries.flatMap { [""] + text(of: $0) }
    }

    private func text(of summary: ServiceSummary) -> [String] {
        if let service = status.services.first(where: {
            ($0.name ?? $0.key.description) == summary.name && $0.key.description == summary.place
        }) {
            return ServiceDetail(service, summary, layout).lines
        }
        guard let proxy = status.proxies.first(where: { $0.name == summary.name }) else {
            return []
        }
        return ServiceDetail(proxy, summary, layout).lines
    }

    private func state(_ words: String, _ since: Int64?) -> String {
        since.map { "\(words) \(layout.age($0))" } ?? words
    }

    private func text(of pending: PendingEdit) -> [String] {
        let author = pending.author.map { " by \($0)" } ?? ""
        let reason = pending.message.map { ": \($0)" } ?? ""
        return layout.lines(
            "\(pending.words); saved \(layout.age(pending.since)) ago\(author)\(reason) "
                + "[\(DiagnosticCode.closedWindow.rawValue)]", first: "  ", rest: "      ")
            + layout.lines(
                "hint: \"ballast diff\" shows it, \"ballast rollback --discard\" drops it, and "
                    + "\"ballast apply --now\" does not wait", first: "    ", rest: "      ")
    }

    private func text(of canary: CanaryStatus) -> [String] {
        let next =
            canary.step >= canary.steps
            ? "its end" : canary.step == canary.steps - 1 ? "all of the edit" : "next step"
        let end =
            canary.waiting.isEmpty
            ? "\(next) at \(CivilTime(milliseconds: canary.next).timestamp)"
            : "\(next) waits: \(canary.waiting.joined(separator: "; "))"
        return layout.lines("\(canary.words); \(end)", first: "  ", rest: "      ")
            + [canary.comparison, canary.refusalWords].compactMap(\.self).flatMap {
                layout.lines($0, first: "    ", rest: "      ")
            }
    }

    private func text(of diagnostic: Diagnostic) -> [String] {
        let place = diagnostic.location.map { "\($0.line):\($0.column): " } ?? ""
        let kind = diagnostic.severity.rawValue
        let text = "\(place)\(kind): \(diagnostic.message) [\(diagnostic.code.rawValue)]"
        return layout.lines(text, first: "  ", rest: "      ")
            + (diagnostic.hint.map { layout.lines("hint: \($0)", first: "    ", rest: "      ") }
                ?? [])
    }

    /// The processes, the certificates, and foreign objects.
    private var other: [String] {
        var lines: [String] = []
        if let workers = status.workers { lines += WorkersText(workers, layout).lines }
        for proxy in status.proxies {
            lines += (proxy.complaint ?? "").split(separator: "\n").flatMap {
                layout.lines("error: \($0)", first: "  ", rest: "    ")
            }
        }
        if let log = status.accessLog { lines += AccessLogText(log).lines }
        if let all = status.certificates {
            lines += CertificatesText(all, layout, isVerbose: isVerbose).lines
        }
        if isVerbose {
            lines += status.addresses.filter { $0.wanted && $0.present && $0.external != true }.map
            {
                "address \($0.place): \($0.words)"
            }
        }
        lines += (status.failover?.lines(age: layout.age) ?? []).flatMap {
            layout.lines($0, rest: "  ")
        }
        lines += (status.replication?.lines(age: layout.age) ?? []).flatMap {
            layout.lines($0, rest: "  ")
        }
        lines += (status.syncDaemons ?? []).flatMap { layout.lines($0.line, rest: "  ") }
        lines += (status.firewall ?? []).flatMap { layout.lines($0.line, rest: "  ") }
        if let network = status.network { lines += layout.lines(network.line, rest: "  ") }
        if let tables = status.tableSync { lines += layout.lines(tables.line, rest: "  ") }
        // Such an address is shown with the node that carries it.
        lines += status.addresses.filter { $0.external == true }.map {
            "address \($0.place): \($0.words)"
        }
        let foreign = status.foreign.compactMap { object -> String? in
            guard case .service(let key, _) = object else { return nil }
            return "\(key)"
        }
        if !foreign.isEmpty {
            let names =
                isVerbose ? foreign.joined(separator: ", ") : "\(counted(foreign.count, "service"))"
            lines += layout.lines("of other programs, left alone: \(names)", rest: "  ")
        }
        lines += status.notes.flatMap { layout.lines("note: \($0)", rest: "  ") }
        return lines.isEmpty ? [] : [""] + lines
    }

    private var latest: [String] {
        let count = isVerbose ? Self.events.verbose : Self.events.usual
        return status.events.suffix(count).flatMap { event -> [String] in
            let line = "\(layout.age(event.time)) ago  \(event.kind.rawValue): \(event.line)"
            return isVerbose
                ? layout.lines(line, first: "  ", rest: "      ")
                : [cut("  \(line)", to: layout.width)]
        }
    }
}

extension Event {
    /// The message; a message that only counts is followed by its details.
    var line: String {
        guard details.count > 1, let first = message.first, first.isNumber else { return message }
        return "\(message): \(details.joined(separator: "; "))"
    }
}
