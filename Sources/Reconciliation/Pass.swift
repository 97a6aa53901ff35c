import Model
import Planning

/// One pass: look, plan, note in the ledger, apply. The reconciler and `ballast apply` share it.
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
        host.needsIPVS = !desired.services.isEmpty
        observed = try host.observe(scope)
        observed.ledger = ledger
        self.desired = desired
        self.ledger = ledger
        plan = Planning.plan(from: observed, to: desired)
        outcomes = []
    }

    /// Applies the steps that are given, of this plan.
    ///
    /// What we are about to own is on disk before the kernel has it: after a crash at any point
    /// nothing of ours looks foreign. A ledger that can't be saved does not stop the healing.
    ///
    /// - Parameter unsaved: the ledger is not on disk as it is, because the last save failed.
    public mutating func apply(
        _ steps: [Step], to host: inout any Host, store: inout any LedgerStore,
        unsaved: Bool = false
    ) {
        let intended = ledger.recording(steps, desired: desired)
        if intended != ledger || unsaved { save(intended, store: &store) }
        if !steps.isEmpty { outcomes = host.apply(steps) }
        if steps.isEmpty && observed.scope == .everything {
            let pruned = ledger.pruned(observed: observed, desired: desired)
            if pruned != ledger { save(pruned, store: &store) }
        }
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
