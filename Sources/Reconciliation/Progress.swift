import Model
import Planning

/// The results of the passes so far, and the unfinished work.
///
/// It decides the scope and the time of the next look, and separates drift from the desired state.
struct Progress: Sendable {
    /// The desired state that the last pass applied to the host, except ``unfinished``; nil: none,
    /// or a part of the host that it uses could not be read since.
    private(set) var fulfilled: Desired?
    /// Services whose desired state has changed since; nil: unknown.
    private var changed: Set<ServiceKey>?
    /// Services whose desired state also depends on the host: it differs from the one derived from
    /// the document and its signals.
    private(set) var unsettled: Set<ServiceKey> = []
    /// Settings of the host that the fulfilled state requires.
    private var settings: Set<HostSetting> = []
    /// Objects that differed at the last look and were not corrected.
    private(set) var unfinished: Set<StepSubject> = []
    /// Steps that failed, and when they are tried again.
    var retries = Retries()
    /// Objects that failed before the document in force.
    private(set) var failedBefore: Set<StepSubject> = []
    /// Announcements that are repeated.
    var announcements = Announcements()
    /// Services that the last pass edited, which the next look verifies.
    private var verify: Set<ServiceKey>?
    /// Consecutive passes that only verified; their limit bounds the looks at a host that changes
    /// all the time.
    private var verifications = 0
    /// The slices of a large table, and the costs of looks.
    var rotation = Rotation()
    /// The time of the last look at everything.
    private var lastFullLook: ContinuousClock.Instant?
    /// The time of the last look at everything or at a slice.
    private var lastLook: ContinuousClock.Instant?
    /// The time of ``lastLook`` on the clock of deadlines; earlier deadlines are handled.
    private var lastMoment = Moment()
    /// The time of the last look at the rules of the firewall.
    private var lastFirewallLook: ContinuousClock.Instant?
    /// The longest time between two looks, from the command line.
    private let interval: Duration

    /// The largest number of immediate passes after the loop's own edits: weight to zero, server
    /// removed, service removed, and one for the result.
    private static let verificationLimit = 4

    /// Creates the progress of a new loop.
    init(interval: Duration = .seconds(5)) {
        self.interval = interval
    }

    /// Retries all steps at once for a new document.
    mutating func startOver() {
        failedBefore = Set(retries.entries.keys)
        retries = Retries()
    }

    /// Records services whose desired state has changed.
    ///
    /// - Parameter keys: nil: unknown.
    mutating func note(changed keys: Set<ServiceKey>?) {
        guard let keys else {
            changed = nil
            return
        }
        changed?.formUnion(keys)
    }

    /// Returns the scope of the next look: the difference between the desired state and the
    /// fulfilled one, never the reason of the wake.
    ///
    /// A periodic look reads a small table as a whole, and a large one in slices.
    ///
    /// - Parameters:
    ///   - isNew: whether the document is another one.
    ///   - last: the previous look.
    ///   - drained: services with a server that the operator drains.
    mutating func scope(
        for reasons: Wake, isNew: Bool, wishes: Desired, last: LastLook,
        drained: some Sequence<ServiceKey> = []
    ) -> Scope {
        guard let fulfilled, !reasons.contains(.request) else { return .everything }
        let isPeriodic = reasons.contains(.periodic)
        if isPeriodic, isFullLookDue(last) { return .everything }
        var scope = Difference(
            from: fulfilled, to: wishes, among: changed?.union(unsettled), settings: settings,
            at: last.observed.addresses.keys
        ).scope
        if scope == .everything { return scope }
        scope.services.formUnion(verify ?? [])
        if isNew {
            // A new document retries failed objects at once.
            for subject in unfinished {
                guard let key = subject.service else { return .everything }
                scope.services.insert(key)
            }
        }
        if isPeriodic {
            let busy = busy(last).union(drained)
            scope.domains = Domain.ofEveryLook
            if wishes.network != nil { scope.domains.insert(.network) }
            if wishes.needsFirewall, isFirewallLookDue { scope.domains.insert(.firewall) }
            scope.services.formUnion(
                rotation.slice(busy: busy) {
                    Set(wishes.services.keys).union(last.observed.services.keys)
                })
        }
        return scope
    }

    /// Whether the rules of the firewall are read beside a slice: a look at everything may be rare,
    /// and a lock-down must not be open for long.
    private var isFirewallLookDue: Bool {
        let period = rotation.firewallPeriod(interval: interval)
        return lastFirewallLook.map { ContinuousClock.now - $0 >= period } ?? true
    }

    /// Whether a look at everything is due.
    private func isFullLookDue(_ last: LastLook) -> Bool {
        guard !rotation.isWhole, let lastFullLook else { return true }
        // An address leaves only after a look at all services that may still use it.
        let isAwaited = unfinished.contains { subject in
            guard case .address(let address) = subject else { return false }
            return last.isLeaving(address)
        }
        return ContinuousClock.now - lastFullLook
            >= rotation.fullPeriod(interval: interval, isAwaited: isAwaited)
    }

    /// The services with unfinished work.
    private func busy(_ last: LastLook) -> Set<ServiceKey> {
        Set(last.plan.draining.map(\.service))
            .union(unfinished.compactMap(\.service))
            .union(retries.entries.keys.compactMap(\.service))
    }

    /// Returns the desired state of a pass; for services outside its scope, the fulfilled one.
    func wishes(of pass: Pass) -> Desired {
        guard pass.observed.scope != .everything, let fulfilled else { return pass.desired }
        var desired = pass.desired
        desired.keep(fulfilled, outside: pass.observed.scope)
        for key in unsettled where !pass.observed.scope.covers(key) {
            desired.services[key] = fulfilled.services[key]
        }
        return desired
    }

    /// Records a look at everything, or at a slice.
    ///
    /// - Parameters:
    ///   - cost: the processor time of the look; elapsed time would include other programs.
    ///   - programs: the part of it that programs took.
    mutating func looked(
        at scope: Scope, of count: Int, taking cost: Duration, programs: Duration = .zero,
        since begin: ContinuousClock.Instant, at moment: Moment
    ) {
        lastLook = begin
        lastMoment = moment
        if scope.covers(.firewall) { lastFirewallLook = begin }
        if scope == .everything {
            lastFullLook = begin
            rotation.looked(at: count, taking: cost, programs: programs)
        } else if !scope.covers(.firewall) {
            rotation.sliced(scope.services.count, taking: cost)
        }
    }

    /// Records a host that can't be read.
    mutating func failed(since begin: ContinuousClock.Instant, at moment: Moment) {
        fulfilled = nil
        verify = nil
        lastFullLook = begin
        lastLook = begin
        lastMoment = moment
    }

    /// Records the end of a pass.
    ///
    /// - Parameters:
    ///   - desired: the state that the host has now.
    ///   - derivation: the state derived from the document and its signals.
    mutating func finished(
        _ pass: Pass, _ reasons: Wake, fulfilling desired: Desired, from derivation: Derivation,
        at addresses: some Collection<InterfaceAddress>
    ) {
        let touched = Set(
            pass.outcomes.lazy.filter(\.succeeded).compactMap(\.step.subject.service))
        verify = touched.isEmpty ? nil : touched
        verifications = reasons == .verification ? verifications + 1 : 0
        noteUnfinished(pass)
        noteUnsettled(pass.observed.scope, desired, derivation)
        // A domain that is needed is read again at once, another one at the next full look.
        guard pass.obstacle == nil else {
            fulfilled = nil
            return
        }
        if let changed, fulfilled != nil {
            settings.formUnion(desired.neededSettings(at: addresses, among: changed))
        } else {
            settings = desired.neededSettings(at: addresses)
        }
        fulfilled = desired
        changed = []
    }

    private mutating func noteUnsettled(
        _ scope: Scope, _ desired: Desired, _ derivation: Derivation
    ) {
        if !unsettled.isEmpty { unsettled = unsettled.filter { !scope.covers($0) } }
        let looked = scope.covers(.ipvs) ? derivation.provisional : scope.services
        for key in looked where desired.services[key] != derivation.desired.services[key] {
            unsettled.insert(key)
        }
    }

    private mutating func noteUnfinished(_ pass: Pass) {
        let scope = pass.observed.scope
        if !unfinished.isEmpty {
            unfinished = unfinished.filter { !scope.covers($0) }
        }
        unfinished.formUnion(pass.plan.waiting)
        let failed = pass.outcomes.filter { !$0.succeeded }
        if failed.isEmpty && pass.outcomes.count == pass.plan.steps.count { return }
        // Steps without an outcome were not tried.
        let tried = Set(pass.outcomes.lazy.map(\.step.subject))
        unfinished.formUnion(pass.plan.steps.lazy.map(\.subject).filter { !tried.contains($0) })
        unfinished.formUnion(failed.lazy.map(\.step.subject))
    }

    /// Returns the delay of the next look, and its reason.
    ///
    /// Small tables are read more often than the interval requires, so that drift is corrected at
    /// once. Looks use at most a two-hundredth of one processor.
    ///
    /// - Parameter isReadable: whether the host could be read.
    func nextLook(at now: Moment, plan: Plan, isReadable: Bool) -> (delay: Duration, reason: Wake) {
        if verify != nil && verifications < Self.verificationLimit { return (.zero, .verification) }
        let period =
            !isReadable
            ? interval
            : rotation.isWhole
                ? rotation.fullPeriod(interval: interval) : rotation.slicePeriod(interval: interval)
        let elapsed = lastLook.map { ContinuousClock.now - $0 } ?? .zero
        var delay = max(.zero, period - elapsed)
        // Deadlines before the last look are handled; another look at once would loop.
        let moments = [
            plan.nextDeadline(after: lastMoment), retries.next(after: lastMoment),
            announcements.next(after: lastMoment),
        ]
        for moment in moments.compactMap(\.self) {
            let left = Duration.milliseconds(max(0, moment.milliseconds - now.milliseconds))
            delay = min(delay, max(left, .milliseconds(20)))
        }
        return (delay, .periodic)
    }
}
