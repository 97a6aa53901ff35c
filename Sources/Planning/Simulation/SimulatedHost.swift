import Addresses
import Model

/// A host that exists in memory only: it accepts and refuses what the kernel does.
///
/// The contract suite holds it to the kernel's behaviour, so what is proved on it holds there.
public struct SimulatedHost: Host, Sendable {
    /// The simulator always has IPVS.
    public var needsIPVS = false
    /// What the host holds, to be looked at and changed behind the program's back.
    public var state: Observed
    /// Schedulers whose kernel module can be loaded.
    ///
    /// Default: all of them.
    public var schedulers: Set<Scheduler>
    /// Persistence engines whose kernel module can be loaded.
    ///
    /// Default: `sip`.
    public var persistenceEngines: Set<PersistenceEngine>
    /// An injected refusal: the failure of a step that the host would accept; nil lets it pass.
    public var refusal: @Sendable (Step) -> HostFailure?
    /// Every step that was tried and what became of it, oldest first.
    public private(set) var history: [Outcome]

    /// A host that holds this.
    public init(_ state: Observed = Observed()) {
        self.state = state
        self.state.scope = Scope.everything
        schedulers = Set(Scheduler.all)
        persistenceEngines = [.sip]
        refusal = { _ in nil }
        history = []
    }

    /// What the host holds now, without a ledger.
    public mutating func observe(_ scope: Scope) throws -> Observed {
        var observed = state
        observed.ledger = Ledger()
        if scope == .everything { return observed }
        var part = Observed(
            scope: scope, services: observed.services.filter { scope.services.contains($0.key) },
            sysctls: observed.sysctls.filter { $0.key == .expireQuiescentTemplate })
        if !scope.readsIPVS { part.sysctls = [:] }
        part.update(from: observed.within(scope))
        return part
    }

    /// Applies the steps in order and goes on after a refusal.
    public mutating func apply(_ steps: [Step]) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(steps.count)
        for step in steps {
            outcomes.append(Outcome(step: step, result: attempt(step)))
        }
        history += outcomes
        return outcomes
    }

    /// Sets the connections of a destination, as clients would; without one nothing happens.
    public mutating func setConnections(
        _ counts: ConnectionCounts, at endpoint: Endpoint, of key: ServiceKey
    ) {
        state.services[key]?.destinations[endpoint]?.connections = counts
    }

    private mutating func attempt(_ step: Step) -> Outcome.Result {
        switch verdict(on: step) {
        case .accepted:
            if let failure = refusal(step) { return .failed(failure) }
            state.apply(step)
            return .done
        case .redundant:
            return .alreadySo
        case .refused(let errno, let reason):
            return .failed(HostFailure(operation: step.operation, reason: reason, errno: errno))
        }
    }
}

extension Observed {
    /// The whole domains of a scope.
    fileprivate func within(_ scope: Scope) -> Observed {
        var part = self
        part.scope = Scope(domains: scope.domains)
        return part
    }
}
