/// A step that failed and waits.
public struct FailureStatus: Sendable, Codable, Hashable {
    /// The step.
    public var step: StepRecord
    /// The step in words.
    public var description: String
    /// What the host said.
    public var failure: HostFailure
    /// How often it was tried.
    public var attempts: Int
    /// Time until the next try.
    ///
    /// **Unit:** milliseconds.
    public var retryIn: Int64

    /// This failure.
    public init(
        step: StepRecord, description: String, failure: HostFailure, attempts: Int, retryIn: Int64
    ) {
        self.step = step
        self.description = description
        self.failure = failure
        self.attempts = attempts
        self.retryIn = retryIn
    }
}
