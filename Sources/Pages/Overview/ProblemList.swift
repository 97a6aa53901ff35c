import Model

/// The reasons for which the host is not as the document wants it; a healthy host has none.
struct ProblemList: Sendable {
    private let status: Status
    private let mayConfirm: Bool
    private let now: Int64

    /// The most sentences.
    private static let limit = 12

    /// - Parameters:
    ///   - mayConfirm: whether viewers may confirm an edit.
    ///   - now: milliseconds since 1970.
    init(_ status: Status, mayConfirm: Bool, now: Int64) {
        self.status = status
        self.mayConfirm = mayConfirm
        self.now = now
    }

    /// The list, which has all of its lines also while they are empty, so that a later problem is
    /// shown in place.
    var html: HTML {
        let all = sentences
        let lines = (0..<Self.limit).map { number -> HTML in
            let text = number < all.count ? all[number] : ""
            let state = text.isEmpty ? "none" : "some"
            return """
                <li\(state: "problem/\(number)/line", state)>\(live: "problem/\(number)", text)</li>

                """
        }
        let rest = max(0, all.count - Self.limit)
        let more = rest == 0 ? "" : "And \(rest) more: ballast status -v"
        return """
            <section class="problems" aria-labelledby="problems"\
            \(state: "problems", all.isEmpty ? "none" : "some")>
            <h2 id="problems" class="unseen">Problems</h2>
            <ul>\(lines)<li\(state: "problem/more/line", rest == 0 ? "none" : "some")>\
            \(live: "problem/more", more)</li></ul>
            </section>
            \(confirmation)
            """
    }

    /// The form that confirms the edit in force.
    private var confirmation: HTML? {
        guard status.document.deadline != nil else { return nil }
        guard mayConfirm else {
            return "<p class=\"quiet\">An account of the group conf can confirm it here.</p>"
        }
        return """
            <form class="actions" action="/configuration/confirm" method="post">\(proof: .session)
            <button>Confirm the edit</button>
            </form>
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
        // The sentence above has the same with the time that is left.
        all += status.health.reasons.filter {
            document.deadline == nil || !$0.hasSuffix("without \"ballast confirm\"")
        }.map(upper)
        all += status.failures.map { failure in
            let wait = Duration.milliseconds(failure.retryIn).words
            return "Failed \(counted(failure.attempts, "time")), next try in \(wait): "
                + "\(failure.failure)"
        }
        return all + status.handovers.map(upper)
    }

    private func upper(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
