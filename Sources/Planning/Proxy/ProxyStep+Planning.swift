import Model

/// HAProxy is looked at and changed by a loop of its own, whose state is ``ObservedProxies``: the
/// host of the other domains does not have it.
extension ProxyStep: PlannedStep {
    func apply(to observed: inout Observed) {}

    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        .refused("ENOTSUP", "HAProxy has a loop of its own")
    }

    func isOwn(in look: Look) -> Bool { true }
}
