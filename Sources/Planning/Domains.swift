import Model

/// Returns the ordered steps from the observed state of the host to the desired one.
///
/// A pure function of its arguments: it has no memory, and the order of dictionaries has no effect.
/// Every prefix of the steps is safe. Objects outside the scope of `observed` are left alone.
///
/// `docs/internals/planning.md` describes when each step is chosen.
public func plan(from observed: Observed, to desired: Desired) -> Plan {
    var planner = Planner(observed: observed, desired: desired)
    planner.planSettings()
    planner.planHostSettings()
    planner.planSyncDaemons()
    planner.planNewAddresses()
    planner.planServices()
    planner.planOldAddresses()
    return planner.plan
}

extension Desired {
    /// Derives the desired state of the domains other than services, addresses and settings.
    mutating func deriveOthers(from spec: Spec, _ signals: Signals) {
        deriveSyncDaemons(from: spec, signals)
    }

    /// Derives the parts that depend on the host, other than those of services.
    mutating func keepOthers(what observed: Observed) {
        followRole(at: observed)
    }
}

/// The planning of a step of one domain: its effect on host and ledger, and its origin, the
/// document or drift.
protocol PlannedStep: DomainStep {
    /// Changes the state of the host, in constant time.
    ///
    /// A step that the kernel would refuse, because its object is missing or already exists, has no
    /// effect.
    func apply(to observed: inout Observed)
    /// The kernel's answer to the step.
    func verdict(at host: SimulatedHost) -> SimulatedHost.Verdict
    /// Whether a change of the desired state, or a process such as a drain, requires the step. Any
    /// other step repairs a change by another program.
    func isOwn(in look: Look) -> Bool
    /// Records the object in the ledger, before the step is tried.
    func enter(in ledger: inout Ledger, _ desired: Desired)
    /// Removes the entry of a step that did not change the host.
    func takeBack(from ledger: inout Ledger, earlier: Ledger)
    /// The reason to withhold the step after others have failed; nil: it may be tried.
    func reasonToWithhold(_ guardian: AddressGuard) -> String?
}

extension PlannedStep {
    func enter(in ledger: inout Ledger, _ desired: Desired) {}
    func takeBack(from ledger: inout Ledger, earlier: Ledger) {}
    func reasonToWithhold(_ guardian: AddressGuard) -> String? { nil }
}

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

extension Step {
    /// The planning of the step.
    var planned: any PlannedStep {
        switch self {
        case .ipvs(let step): step
        case .address(let step): step
        case .setting(let step): step
        case .syncDaemon(let step): step
        case .proxy(let step): step
        }
    }

    /// Whether the desired state requires the step, not a change by another program.
    public func isOwn(in look: Look) -> Bool { planned.isOwn(in: look) }
}

extension Observed {
    /// Returns the state of the host after the step.
    ///
    /// A step that the kernel would refuse, because its object is missing or already exists, has no
    /// effect. A full netmask is stored as none, as in the kernel. The ledger is unchanged: it is
    /// written before the step.
    public func applying(_ step: Step) -> Observed {
        var result = self
        result.apply(step)
        return result
    }

    /// ``applying(_:)`` in place, in constant time.
    public mutating func apply(_ step: Step) { step.planned.apply(to: &self) }
}
