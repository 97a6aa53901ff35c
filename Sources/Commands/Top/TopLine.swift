import Model

/// A service in a line of the table, and in a sentence below it.
struct TopLine: Sendable {
    let summary: ServiceSummary
    /// Milliseconds since 1970.
    let now: Int64

    /// The sign and the look of the state.
    var mark: (sign: String, style: CellStyle) {
        switch summary.state {
        case .down: ("!", .bad)
        case .degraded: ("!", .odd)
        case .unproven, .leaving: ("~", .odd)
        case .off: ("-", .faint)
        case .up: (" ", .plain)
        }
    }

    /// The state with its age and its reasons: `degraded 22 s; web3 down: HTTP 500`.
    var state: String {
        // The age of "up" is of no interest.
        let since = summary.state == .up ? nil : summary.since
        var parts = [summary.state.words + (since.map { " \(age($0))" } ?? "")]
        if let by = summary.servedBy { parts.append("clients are served by \(by)") }
        if let worst = summary.servers.first, worst.state < .unproven {
            let count = ServerSummary.State.allCases.filter { $0 < .unproven }
                .reduce(0) { $0 + summary.count(of: $1) }
            parts.append(sentence(of: worst, beside: since))
            if count > 1 { parts.append("\(count - 1) more") }
        } else if summary.count(of: .down) > 0 {
            // A long list of problems names only some servers.
            parts.append("\(counted(summary.count(of: .down), "server")) down")
        }
        return (parts + summary.remarks).joined(separator: "; ")
    }

    /// Returns the state of a server with its reason.
    ///
    /// - Parameter known: the moment whose age is shown already; nil: none.
    private func sentence(of server: ServerSummary, beside known: Int64?) -> String {
        let since = server.since == known ? nil : server.since
        return "\(server.name) \(server.state.words)" + (since.map { " \(age($0))" } ?? "")
            + (server.reason.map { ": \($0)" } ?? "")
    }

    private func age(_ moment: Int64) -> String { Duration.milliseconds(now - moment).words }

    /// A count in few characters: `-` for none.
    static func number(_ count: UInt64?) -> String {
        guard let count else { return "-" }
        switch count {
        case ..<100_000: return "\(count)"
        case ..<10_000_000: return "\(count / 1_000)k"
        default: return "\(count / 1_000_000)M"
        }
    }
}
