import Addresses
import Model

/// A host in memory that accepts and refuses the same steps as the kernel.
///
/// The contract suite runs on both, so that results on the simulator are valid for the kernel.
public struct SimulatedHost: Host, Sendable {
    /// The simulator always has IPVS.
    public var needsIPVS = false
    /// The state of the host, which tests read and change directly.
    public var state: Observed
    /// Schedulers whose kernel module can be loaded.
    ///
    /// Default: all of them.
    public var schedulers: Set<Scheduler>
    /// Persistence engines whose kernel module can be loaded.
    ///
    /// Default: `sip`.
    public var persistenceEngines: Set<PersistenceEngine>
    /// An injected refusal: the failure of a step that the host would accept; nil: no failure.
    public var refusal: @Sendable (Step) -> HostFailure?
    /// Every attempted step with its outcome, oldest first.
    public private(set) var history: [Outcome]

    /// Creates a host with this state.
    public init(_ state: Observed = Observed()) {
        self.state = state
        self.state.scope = Scope.everything
        schedulers = Set(Scheduler.all)
        persistenceEngines = [.sip]
        refusal = { _ in nil }
        history = []
    }

    /// Returns the state of the host, without a ledger.
    public mutating func observe(_ scope: Scope) throws -> Observed {
        var observed = state
        observed.ledger = Ledger()
        if scope == .everything { return observed }
        var part = Observed(
            scope: scope, services: observed.services.filter { scope.services.contains($0.key) },
            sysctls: observed.sysctls.filter { scope.sysctls.contains($0.key) })
        part.update(from: observed.within(scope))
        return part
    }

    /// Applies the steps in order, and continues after a refusal.
    public mutating func apply(_ steps: [Step]) -> [Outcome] {
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(steps.count)
        for step in steps {
            outcomes.append(Outcome(step: step, result: attempt(step)))
        }
        history += outcomes
        return outcomes
    }

    /// Sets the connections of a destination, as clients would; no effect on a missing one.
    public mutating func setConnections(
        _ counts: ConnectionCounts, at endpoint: Endpoint, of key: ServiceKey
    ) {
        state.services[key]?.destinations[endpoint]?.connections = counts
    }

    private mutating func attempt(_ step: Step) -> Outcome.Result {
        switch answer(on: step) {
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
    /// Returns the whole domains of a scope.
    fileprivate func within(_ scope: Scope) -> Observed {
        var part = self
        part.scope = Scope(domains: scope.domains)
        return part
    }
}
