public import Model

extension ProbeResult {
    /// The result in the form of verdicts and status.
    ///
    /// - Parameter time: the end of the probe, in milliseconds since 1970.
    public func checkResult(at time: Int64) -> CheckResult {
        CheckResult(
            time: time, CheckResult.Outcome(outcome), phase: CheckResult.Phase(phase),
            duration: duration, expected: expected, seen: seen, weight: weight)
    }
}

extension CheckResult.Outcome {
    init(_ outcome: ProbeResult.Outcome) {
        self =
            switch outcome {
            case .passed: .passed
            case .failed: .failed
            case .inconclusive: .inconclusive
            }
    }
}

extension CheckResult.Phase {
    init(_ phase: ProbeResult.Phase) {
        self =
            switch phase {
            case .resolve: .resolve
            case .connect: .connect
            case .tls: .tls
            case .send: .send
            case .receive: .receive
            case .match: .match
            }
    }
}
