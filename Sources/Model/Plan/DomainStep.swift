/// A step of one domain, for printing, order, withholding, retries and drift.
public protocol DomainStep: Sendable, Hashable {
    /// The object that the step changes.
    var subject: StepSubject { get }
    /// The effect of the step on its subject.
    ///
    /// A drain is a change.
    var action: StepAction { get }
    /// The worst effect of the step on clients.
    var risk: Risk { get }
    /// The phase in which the step is safe.
    var phase: StepPhase { get }
    /// Objects that the step depends on. A failed one skips the step, and one that waits for a
    /// retry delays it.
    var requires: [StepSubject] { get }
    /// The subject's values before the step; nil: it does not exist, or they are unknown.
    var before: [String: StepValue]? { get }
    /// The subject's values after the step; nil: it no longer exists.
    var after: [String: StepValue]? { get }
    /// Whether the failure of this step prevents steps that require the subject.
    var isRequired: Bool { get }
    /// Whether a server gets no new connections from here on.
    var isDrain: Bool { get }
    /// The subject and its changes: "server 10.0.0.11:80 in tcp 10.0.0.1:80, weight 1 -> 0".
    var sentence: String { get }
    /// The operation of the step, for ``HostFailure/operation``: "add 10.0.0.7:80 to tcp
    /// 10.0.0.1:80".
    var operation: String { get }
}

extension DomainStep {
    /// Default: the subject has no values beside its identity.
    public var before: [String: StepValue]? { nil }
    /// Default: the subject has no values beside its identity.
    public var after: [String: StepValue]? { nil }
    /// Default: an object that could not be added is missing.
    public var isRequired: Bool { action == .add }
    /// Default: it is no drain.
    public var isDrain: Bool { false }
}
