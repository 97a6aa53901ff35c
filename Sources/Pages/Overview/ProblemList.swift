import Model

/// The reasons for which the host is not as the document wants it; a healthy host has none.
struct ProblemList: Sendable {
    private let status: Status
    private let now: Int64

    /// The most sentences.
    private static let limit = 12

    init(_ status: Status, now: Int64) {
        self.status = status
        self.now = now
    }

    /// The list; empty without problems.
    var html: HTML? {
        let all = sentences
        guard !all.isEmpty else { return nil }
        let shown = all.prefix(Self.limit).enumerated().map { number, text -> HTML in
            "<li>\(live: "problem/\(number)", text)</li>\n"
        }
        let more: HTML? =
            all.count > Self.limit
            ? "<li>And \(all.count - Self.limit) more: <code>ballast status -v</code></li>" : nil
        return """
            <section class="problems" aria-labelledby="problems">
            <h2 id="problems" class="unseen">Problems</h2>
            <ul>\(shown)\(more)</ul>
            </section>
            """
    }

    private var sentences: [String] {
        let document = status.document
        var all: [String] = []
        if let deadline = document.deadline {
            let rest = Duration.milliseconds(max(0, deadline - now)).words
            all.append("The edit in force is undone in \(rest) unless it is confirmed")
        }
        if let pending = document.pending { all.append(upper(pending.words)) }
        if let canary = document.canary {
            all.append("\(upper(canary.words)); \(canary.comparison)")
        }
        all += document.rejected.map { finding in
            let place = finding.location.map { "line \($0.line): " } ?? ""
            return "The file is not in force: \(place)\(finding.message) [\(finding.code.rawValue)]"
        }
        all += status.health.reasons.map(upper)
        all += status.failures.map { failure in
            let wait = Duration.milliseconds(failure.retryIn).words
            return "Failed \(counted(failure.attempts, "time")), next try in \(wait): "
                + "\(failure.failure)"
        }
        return all + status.handovers.map(upper)
    }

    private func upper(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
