import Model

/// The conclusion of a check, without its duration.
struct Finding: Sendable, Equatable {
    let outcome: CheckResult.Outcome
    let phase: CheckResult.Phase
    var expected = ""
    var seen = ""
    var weight: Int?
    var answer: FeedbackAnswer?

    static func passed(_ phase: CheckResult.Phase, seen: String = "") -> Finding {
        Finding(outcome: .passed, phase: phase, seen: seen)
    }

    static func failed(
        _ phase: CheckResult.Phase, expected: String = "", seen: String = ""
    ) -> Finding {
        Finding(outcome: .failed, phase: phase, expected: expected, seen: seen)
    }

    static func inconclusive(_ phase: CheckResult.Phase, seen: String) -> Finding {
        Finding(outcome: .inconclusive, phase: phase, seen: seen)
    }
}

extension CheckResult {
    /// Creates the result of a probe with this conclusion.
    ///
    /// - Parameter time: the end of the probe, in milliseconds since 1970.
    init(_ finding: Finding, at time: Int64, duration: Duration) {
        self.init(
            time: time, finding.outcome, phase: finding.phase, duration: duration,
            expected: finding.expected, seen: finding.seen, weight: finding.weight)
    }
}
