import Model

/// A plan with its reasons: the observed and the desired state, and the one fulfilled before.
public struct Look: Sendable {
    /// The plan.
    public let plan: Plan
    /// The observed state of the host.
    public let observed: Observed
    /// The desired state of the host.
    public let desired: Desired
    /// The desired state that the host had at the last look.
    public let fulfilled: Desired

    /// Creates the look with this plan.
    public init(plan: Plan, observed: Observed, desired: Desired, fulfilled: Desired) {
        self.plan = plan
        self.observed = observed
        self.desired = desired
        self.fulfilled = fulfilled
    }
}
