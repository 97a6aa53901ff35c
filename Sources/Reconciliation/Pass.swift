import Model
import Planning

/// One pass: observe, plan, save the ledger, apply.
///
/// The reconciler and `ballast apply` use it.
public struct Pass: Sendable {
    /// The observed state.
    public var observed: Observed
    /// The desired state.
    public var desired: Desired
    /// The plan.
    public var plan: Plan
    /// The outcomes of the steps, in order.
    public var outcomes: [Outcome]
    /// The ledger afterwards.
    public var ledger: Ledger
    /// The failure to save the ledger; nil: none.
    public var ledgerFailure: HostFailure?

    /// Observes the host and plans, without a change.
    ///
    /// **Errors:** `HostFailure` if the host can't be read at all.
    public init(
        looking scope: Scope, at host: inout any Host, desired: Desired, ledger: Ledger
    ) throws {
        // What leaves needs it too: a table that can't be read is not an empty one, and the ledger
        // must not forget what is in it.
        host.needsIPVS = desired.needsIPVS || ledger.needsIPVS
        host.needsFirewall = desired.needsFirewall || ledger.needsFirewall
        host.network = desired.network
        let sets = desired.firewall?.sets ?? []
        host.firewallSets = sets.isEmpty && ledger.firewallSets.isEmpty ? nil : sets
        observed = try host.observe(scope)
        observed.ledger = ledger
        try observed.complete(
            at: &host, expecting: Set(ledger.services.keys).union(desired.services.keys))
        self.desired = desired.keeping(what: observed)
        self.ledger = ledger
        plan = Planning.plan(from: observed, to: desired)
        outcomes = []
    }

    /// Applies the plan's steps that are ready: first the additions, then the removals.
    ///
    /// New objects are in the saved ledger before the kernel has them, so that after a crash at any
    /// point none of ours looks foreign. A failure to save the ledger stops steps of the node's
    /// network, whose members have no mark in the kernel, and the first load of firewall rules,
    /// which would stay for ever if the document lost them while the controller is down. If an
    /// addition failed or waits for a retry, the last usable server of its service stays.
    ///
    /// - Parameters:
    ///   - unsaved: whether the last save of the ledger failed.
    ///   - isReady: whether a step may be applied now.
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
        let isSaved = ledgerFailure == nil
        let outcomes =
            host.apply(isSaved ? steps : steps.filter { !$0.needsEntry(beyond: earlier) })
            + (isSaved ? [] : steps.filter { $0.needsEntry(beyond: earlier) }).map {
                Outcome(step: $0, result: .skipped(because: "the ledger can't be saved"))
            }
        var corrected = ledger.correcting(outcomes, earlier: earlier)
        if !isSaved { corrected.firewall.formIntersection(earlier.firewall) }
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

extension Step {
    /// Whether the step makes objects that only an entry of the ledger shows to be ours, and the
    /// ledger has none yet.
    fileprivate func needsEntry(beyond ledger: Ledger) -> Bool {
        if case .firewall(.load(let rules, _)) = self {
            return !ledger.firewall.contains(rules.family)
        }
        return domain == .network
    }
}

extension Observed {
    /// Reads the expected services that are missing in the list of the kernel.
    ///
    /// The kernel lists services by their number in its table, a part at a time. If another program
    /// removes one meanwhile, the next one is skipped, and the list is not marked as disturbed. A
    /// request for one service is always answered. Source: `ip_vs_ctl.c`,
    /// `ip_vs_genl_dump_services`.
    ///
    /// - Parameter expected: the services of the ledger, and the desired ones.
    public mutating func complete(
        at host: inout any Host, expecting expected: @autoclosure () -> Set<ServiceKey>
    ) throws {
        guard scope.covers(.ipvs), !services.isEmpty else { return }
        let unseen = expected().subtracting(services.keys)
        guard !unseen.isEmpty else { return }
        services.merge(try host.observe(.services(unseen)).services) { old, _ in old }
    }
}
