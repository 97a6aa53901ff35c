/// The outcome of one step.
public struct Outcome: Sendable, Hashable {
    /// The step.
    public var step: Step
    /// The result of the step.
    public var result: Result

    /// The result of a step.
    public enum Result: Sendable, Hashable {
        /// The host has changed.
        case done
        /// The host was already in the desired state.
        case alreadySo
        /// The host refused the step.
        indirect case failed(HostFailure)
        /// Not tried, because a step that it depends on failed.
        case skipped(because: String)
    }

    /// Creates an outcome.
    public init(step: Step, result: Result) {
        self.step = step
        self.result = result
    }

    /// Whether the host is in the state that the step should reach.
    public var succeeded: Bool {
        switch result {
        case .done, .alreadySo: true
        case .failed, .skipped: false
        }
    }

    /// Whether the host refused the step.
    public var isFailure: Bool {
        switch result {
        case .failed: true
        case .done, .alreadySo, .skipped: false
        }
    }
}
