import Model
import Planning

/// One pass: look, plan, note in the ledger, apply.
///
/// The reconciler and `ballast apply` share it.
public struct Pass: Sendable {
    /// What the host held.
    public var observed: Observed
    /// What it is to hold.
    public var desired: Desired
    /// What the planner made of the difference.
    public var plan: Plan
    /// What became of each step that was tried, in order.
    public var outcomes: [Outcome]
    /// The ledger afterwards.
    public var ledger: Ledger
    /// Why the ledger could not be saved; nil: it was, or had not changed.
    public var ledgerFailure: HostFailure?

    /// Looks at the host and plans, without changing anything.
    ///
    /// **Errors:** `HostFailure` when the host can't be read at all.
    public init(
        looking scope: Scope, at host: inout any Host, desired: Desired, ledger: Ledger
    ) throws {
        // What leaves needs it too: a table that can't be read is not an empty one, and the ledger
        // must not forget what is in it.
        host.needsIPVS =
            !desired.services.isEmpty || !ledger.services.isEmpty
            || !desired.syncDaemons.isEmpty || !ledger.syncDaemons.isEmpty
        observed = try host.observe(scope)
        observed.ledger = ledger
        try observed.complete(at: &host, desired: desired)
        self.desired = desired.keeping(what: observed)
        self.ledger = ledger
        plan = Planning.plan(from: observed, to: desired)
        outcomes = []
    }

    /// Applies the plan's steps that are ready, in two parts: what adds, then what takes away.
    ///
    /// What we are about to own is on disk before the kernel has it: after a crash at any point
    /// nothing of ours looks foreign. A ledger that can't be saved does not stop the healing. Where
    /// something could not be added, or waits to be tried again, the last usable server of its
    /// service stays.
    ///
    /// - Parameters:
    ///   - unsaved: the ledger is not on disk as it is, because the last save failed.
    ///   - isReady: whether a step may be tried now.
    public mutating func apply(
        to host: inout any Host, store: inout any LedgerStore, unsaved: Bool = false,
        where isReady: @escaping (Step) -> Bool = { _ in true }
    ) {
        if unsaved { save(ledger, store: &store) }
        let growth = plan.growth
        outcomes = run(growth.filter(isReady), on: &host, store: &store)
        let waiting = growth.lazy.filter { !isReady($0) }.map {
            Outcome(step: $0, result: .skipped(because: "it waits to be tried again"))
        }
        let reduction = plan.reduction(
            after: outcomes + waiting, observed: observed, desired: desired)
        outcomes += run(reduction.steps.filter(isReady), on: &host, store: &store)
        outcomes += reduction.withheld
        // Each entry by itself: a step that fails for good must not keep those that are over.
        if observed.scope == .everything {
            // The steps of this pass count: an address that it added must stay an entry.
            var present = observed
            for outcome in outcomes where outcome.succeeded { present.apply(outcome.step) }
            let pruned = ledger.pruned(observed: present, desired: desired)
            if pruned != ledger { save(pruned, store: &store) }
        }
    }

    private mutating func run(
        _ steps: [Step], on host: inout any Host, store: inout any LedgerStore
    ) -> [Outcome] {
        let earlier = ledger
        let intended = ledger.recording(steps, desired: desired, scope: observed.scope)
        if intended != ledger { save(intended, store: &store) }
        guard !steps.isEmpty else { return [] }
        let outcomes = host.apply(steps)
        let corrected = ledger.correcting(outcomes, earlier: earlier)
        if corrected != ledger { save(corrected, store: &store) }
        return outcomes
    }

    private mutating func save(_ changed: Ledger, store: inout any LedgerStore) {
        ledger = changed
        do {
            try store.save(changed)
        } catch let failure as HostFailure {
            ledgerFailure = failure
        } catch {
            ledgerFailure = HostFailure(operation: "save the ledger", reason: "\(error)")
        }
    }
}

extension Observed {
    /// Looks again for services that should be there and were not seen.
    ///
    /// The kernel lists services by their number in its table, a part at a time. When another
    /// program removes one in between, the next one is skipped, and nothing marks the list as
    /// disturbed; a question for one service is always answered. Source: `ip_vs_ctl.c`,
    /// `ip_vs_genl_dump_services`.
    fileprivate mutating func complete(at host: inout any Host, desired: Desired) throws {
        guard scope.covers(.ipvs), !services.isEmpty else { return }
        let expected = Set(ledger.services.keys).union(desired.services.keys)
        let unseen = expected.subtracting(services.keys)
        guard !unseen.isEmpty else { return }
        services.merge(try host.observe(.services(unseen)).services) { old, _ in old }
    }
}
