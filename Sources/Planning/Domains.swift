import Model

/// Returns the ordered steps from the observed state of the host to the desired one.
///
/// A pure function of its arguments: nothing is remembered between calls, and the order of
/// dictionaries does not show. Every prefix of the steps is safe. Objects outside the scope of
/// `observed` are left alone.
///
/// `docs/internals/planning.md` says when each step is chosen.
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
    /// The wishes of the domains beside services, addresses and settings.
    mutating func deriveOthers(from spec: Spec, _ signals: Signals) {
        deriveSyncDaemons(from: spec, signals)
    }

    /// The wishes that depend on the host, beside those of services.
    mutating func keepOthers(what observed: Observed) {
        followRole(at: observed)
    }
}

/// A step of one domain, as planning knows it: its effect on host and ledger, and its origin, our
/// wishes or drift.
protocol PlannedStep: DomainStep {
    /// Changes the state of the host, in constant time.
    ///
    /// A step that the kernel would refuse, because its object is missing or there already, changes
    /// nothing.
    func apply(to observed: inout Observed)
    /// The kernel's answer to the step.
    func verdict(at host: SimulatedHost) -> SimulatedHost.Verdict
    /// Whether our own wishes ask for the step: new ones, or something that goes on, such as a
    /// drain. Any other step repairs a change by another program.
    func isOwn(in look: Look) -> Bool
    /// Enters the object in the ledger, before the step is tried.
    func enter(in ledger: inout Ledger, _ desired: Desired)
    /// Takes back the entry of a step that did not change the host.
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
    /// The wishes that the host has held since it was last looked at.
    public let fulfilled: Desired

    /// This plan of this difference.
    public init(plan: Plan, observed: Observed, desired: Desired, fulfilled: Desired) {
        self.plan = plan
        self.observed = observed
        self.desired = desired
        self.fulfilled = fulfilled
    }
}

extension Step {
    /// The step as planning knows it.
    var planned: any PlannedStep {
        switch self {
        case .ipvs(let step): step
        case .address(let step): step
        case .setting(let step): step
        case .syncDaemon(let step): step
        case .proxy(let step): step
        }
    }

    /// Whether our own wishes ask for the step, not a change that someone else made.
    public func isOwn(in look: Look) -> Bool { planned.isOwn(in: look) }
}

extension Observed {
    /// Returns the state of the host after the step.
    ///
    /// A step that the kernel would refuse, because its object is missing or there already, changes
    /// nothing. A full netmask is none, as the kernel has it. The ledger stays: it is written
    /// before the step, not by it.
    public func applying(_ step: Step) -> Observed {
        var result = self
        result.apply(step)
        return result
    }

    /// ``applying(_:)`` in place, in constant time.
    public mutating func apply(_ step: Step) { step.planned.apply(to: &self) }
}
