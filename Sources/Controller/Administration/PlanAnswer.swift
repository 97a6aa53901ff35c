import Model

/// A plan as programs read it: `ballast plan --json`.
package struct PlanAnswer: Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// The steps, in the order in which they are applied: HAProxy's first.
    package let steps: [StepRecord]
    /// How much the plan does.
    package let summary: PlanSummary
    /// Destinations that leave and wait for their connections to end.
    package let draining: [DrainingDestination]
    /// Servers and proxies that stay until others are proven, a sentence each.
    package let handovers: [String]
    /// Layer-4 services that are left without a server that works.
    package let outages: [ServiceKey]
    /// Proxies and routes that are left without a server that works, a sentence each.
    package let proxyOutages: [String]
    /// Objects that are not ours.
    package let foreign: [ForeignObject]
    /// Services that are not ours and whose settings the plan changes, or that leave.
    package let foreignTouched: Int
    /// Sentences for the operator.
    package let notes: [String]
    /// The domains that could not be read, and are not planned.
    package let failures: [FailedPart]

    /// Creates the answer for a plan.
    package init(_ plan: Plan, failures: [FailedPart] = []) {
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

    /// The form of `ballast plan --json`.
    package static let shape = RecordShape(
        "plan", "The output of ballast plan --json.",
        [
            .version(1),
            .required(
                "steps", .list(.record(StepRecord.shape)),
                "The steps, in the order in which they are applied: those of HAProxy first."),
            .required("summary", .record(PlanSummary.shape), "The size of the plan."),
            draining,
            .required(
                "handovers", .list(.text),
                "Servers and proxies that stay until others are proven, a sentence each."),
            .required(
                "outages", .list(.service),
                "Layer-4 services that are left without a working server."),
            .required(
                "proxyOutages", .list(.text),
                "Proxies and routes that are left without a working server, a sentence each."),
            foreign,
            .required(
                "foreignTouched", .count,
                "Services of other programs that are removed, or that share a changed setting."),
            notes, failures,
        ])

    /// The key of unreadable domains.
    package static let failures = RecordShape.Key.required(
        "failures", .list(.record(FailedPart.shape)),
        "The kinds of objects that could not be read, and were left alone.")
    /// The key of servers that drain.
    package static let draining = RecordShape.Key.required(
        "draining", .list(.record(DrainingDestination.shape)),
        "Servers that are removed once their connections have ended.")
    /// The key of foreign objects.
    package static let foreign = RecordShape.Key.required(
        "foreign", .list(.record(ForeignObject.shape)),
        "Objects of other programs, which stay as they are.")
    /// The key of notes.
    package static let notes = RecordShape.Key.required(
        "notes", .list(.text), "Sentences for the operator.")
}
