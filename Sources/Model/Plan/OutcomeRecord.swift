/// The outcome of a step, as programs read it: an element of `outcomes` in `ballast apply --json`.
public struct OutcomeRecord: Sendable, Hashable, Codable {
    /// The step.
    public var step: StepRecord
    /// done, unchanged (the host was so already), failed, or skipped.
    public var result: String
    /// The host's refusal; nil: it did not refuse.
    public var failure: HostFailure?
    /// Why the step was not tried; nil: it was.
    public var because: String?

    /// The record of this outcome.
    public init(_ outcome: Outcome) {
        step = StepRecord(outcome.step)
        switch outcome.result {
        case .done: result = "done"
        case .alreadySo: result = "unchanged"
        case .failed(let failure): (result, self.failure) = ("failed", failure)
        case .skipped(let reason): (result, because) = ("skipped", reason)
        }
    }
}
