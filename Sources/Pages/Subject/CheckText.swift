import Model

/// The check of a server in a sentence: its target, its period, and its progress.
struct CheckText: Sendable {
    private let check: CheckRecord

    init(_ check: CheckRecord) {
        self.check = check
    }

    /// The sentence.
    var text: String {
        let period = Double(check.interval) / 1000
        let whole = period == period.rounded() ? "\(Int(period))" : "\(period)"
        var text = "\(check.target), every \(whole) s; \(progress)"
        if check.verdict.inconclusive > 0 {
            let count = counted(check.verdict.inconclusive, "check")
            text += "; the last \(count) had no result"
        }
        return text
    }

    /// The progress towards the opposite verdict.
    private var progress: String {
        let count = check.contradictions
        switch check.verdict.state {
        case .unknown: return "the first one decides"
        case .up:
            return "\(count) of \(counted(check.fall, "failure")) in a row that make it down"
        case .down:
            let needed = counted(check.passesNeeded, "pass", "passes")
            let damping =
                check.passesNeeded > check.rise
                ? " (rise \(check.rise), more by flap damping)" : ""
            return "\(count) of \(needed) in a row that make it up\(damping)"
        }
    }
}
