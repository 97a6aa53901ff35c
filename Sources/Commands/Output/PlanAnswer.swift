import Model

/// A plan as programs read it: `ballast plan --json`.
struct PlanAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The steps, in the order in which they are applied: HAProxy's first.
    let steps: [StepRecord]
    /// How much the plan does.
    let summary: PlanSummary
    /// Destinations that leave and wait for their connections to end.
    let draining: [DrainingDestination]
    /// Servers and proxies that stay until others are proven, a sentence each.
    let handovers: [String]
    /// Layer-4 services that are left without a server that works.
    let outages: [ServiceKey]
    /// Proxies and routes that are left without a server that works, a sentence each.
    let proxyOutages: [String]
    /// Objects that are not ours.
    let foreign: [ForeignObject]
    /// Services that are not ours and whose settings the plan changes, or that leave.
    let foreignTouched: Int
    /// Sentences for the operator.
    let notes: [String]
    /// The domains that could not be read, and are not planned.
    let failures: [FailedPart]

    /// This plan.
    init(_ plan: Plan, failures: [FailedPart] = []) {
        self.failures = failures
        steps = plan.steps.map(StepRecord.init)
        summary = plan.summary
        draining = plan.draining
        handovers = plan.handovers.map { $0.sentence() }
        outages = plan.outages
        proxyOutages = plan.proxyOutages
        foreign = plan.foreign
        foreignTouched = plan.foreignTouched
        notes = plan.notes
    }
}
