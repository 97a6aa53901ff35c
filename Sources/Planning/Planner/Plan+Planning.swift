import Model

/// The ordered steps that make what the host holds into what it is to hold.
///
/// A pure function of its arguments: nothing is remembered between calls, and the order of
/// dictionaries does not show. Every prefix of the steps is safe. Where the scope of `observed` is
/// some services, nothing outside them is planned: no other services, addresses or settings.
///
/// `docs/planning.md` says when each step is chosen.
public func plan(from observed: Observed, to desired: Desired) -> Plan {
    var planner = Planner(observed: observed, desired: desired)
    planner.planSettings()
    planner.planHostSettings()
    planner.planNewAddresses()
    planner.planServices()
    planner.planOldAddresses()
    return planner.plan
}
