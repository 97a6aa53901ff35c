public import Model

/// One run of a scheduled probe.
public struct ProbeReport: Sendable, Hashable {
    /// The probe.
    public let probe: Probe
    /// The result.
    public let result: CheckResult
    /// An agent's answer; nil: the probe was no request to an agent, or had no answer.
    public let answer: FeedbackAnswer?

    /// Creates a report.
    public init(probe: Probe, result: CheckResult, answer: FeedbackAnswer? = nil) {
        self.probe = probe
        self.result = result
        self.answer = answer
    }
}
