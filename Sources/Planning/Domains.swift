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
    planner.planNetwork()
    planner.planSyncDaemons()
    planner.planFirewall()
    planner.planNewAddresses()
    planner.planServices()
    planner.planOldAddresses()
    planner.planFirewallNarrowing()
    return planner.plan
}

extension Desired {
    /// Derives the desired state of the domains other than services, addresses and settings.
    mutating func deriveOthers(from spec: Spec, _ signals: Signals) {
        deriveSyncDaemons(from: spec, signals)
        deriveFirewall(from: spec)
        deriveNetwork(from: spec, signals)
    }

    /// Replaces the domains that a scope does not cover, other than services and addresses, by
    /// those of another state.
    public mutating func keep(_ other: Desired, outside scope: Scope) {
        if !scope.covers(.syncDaemon) { syncDaemons = other.syncDaemons }
        if !scope.covers(.firewall) { firewall = other.firewall }
        if !scope.covers(.network) { network = other.network }
    }

    /// Derives the parts that depend on the host, other than those of services.
    mutating func keepOthers(what observed: Observed) {
        followRole(at: observed)
        admitLeaving(at: observed)
    }
}

extension Ledger {
    /// Removes entries of a domain, all of whose objects were read, that are not on the host.
    mutating func prune(_ domain: Domain, observed: Observed, desired: Desired) {
        switch domain {
        case .address: pruneAddresses(observed: observed)
        case .syncDaemon: pruneSyncDaemons(observed: observed)
        case .firewall: pruneFirewall(observed: observed, desired: desired)
        case .network: pruneNetwork(observed: observed, desired: desired)
        // Services are pruned one by one, since a scope may have some of them.
        case .ipvs, .setting, .proxy: break
        }
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
        case .firewall(let step): step
        case .network(let step): step
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
