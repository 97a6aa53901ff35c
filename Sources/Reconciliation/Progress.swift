import Model
import Planning

/// What the passes have achieved, and what is left to do.
///
/// Pure: from it follow the scope of the next look, its time, and the difference between drift and
/// our own wishes.
struct Progress: Sendable {
    /// The wishes that the host was brought to by the last pass, except ``unfinished``; nil: not
    /// yet, or no longer.
    private(set) var fulfilled: Desired?
    /// Services whose wishes have changed since; nil: any may have.
    private var changed: Set<ServiceKey>?
    /// Services whose wishes differ from those that the document and its signals alone give them:
    /// they depend on the host.
    private(set) var unsettled: Set<ServiceKey> = []
    /// Settings of the host that the fulfilled wishes need.
    private var settings: Set<HostSetting> = []
    /// Objects that the last look found different and that no step put right.
    private(set) var unfinished: Set<StepSubject> = []
    /// Steps that failed, and when they are tried again.
    var retries = Retries()
    /// Announcements that are repeated.
    var announcements = Announcements()
    /// Services that the last pass edited, and that are looked at once more.
    private var verify: Set<ServiceKey>?
    /// Passes in a row that only verified, so that a host which never comes to rest is looked at no
    /// more often than any other.
    private var verifications = 0
    /// The slices in which a large table is looked at, and the costs of looks.
    private(set) var rotation = Rotation()
    /// When everything was looked at last.
    private var lastFullLook: ContinuousClock.Instant?
    /// When everything or a slice was looked at last.
    private var lastLook: ContinuousClock.Instant?
    /// The same on the clock of deadlines: what was due then has had its turn.
    private var lastMoment = Moment()
    /// The longest time between two looks at everything that the operator wants.
    private let interval: Duration

    /// Passes that may follow at once on the loop's own edits: weight to zero, server out, service
    /// out, and one to see the result.
    private static let verificationLimit = 4

    /// Creates the progress of a loop that has done nothing yet.
    init(interval: Duration = .seconds(5)) {
        self.interval = interval
    }

    /// Records services whose wishes have changed.
    ///
    /// - Parameter keys: nil: any may have.
    mutating func note(changed keys: Set<ServiceKey>?) {
        guard let keys else {
            changed = nil
            return
        }
        changed?.formUnion(keys)
    }

    /// The part of the host to look at: the difference between what is wanted and what was
    /// fulfilled, never the reason of the wake.
    ///
    /// At a periodic wake a small table is looked at whole, and a large one in slices.
    ///
    /// - Parameters:
    ///   - isNew: whether another document has come into force.
    ///   - last: the look before.
    ///   - drained: services with a server that the operator drains.
    mutating func scope(
        for reasons: Wake, isNew: Bool, wishes: Desired, last: LastLook,
        drained: some Sequence<ServiceKey> = []
    ) -> Scope {
        guard let fulfilled, !reasons.contains(.request) else { return .everything }
        let isPeriodic = reasons.contains(.periodic)
        if isPeriodic, isFullLookDue { return .everything }
        var scope = Difference(
            from: fulfilled, to: wishes, among: changed?.union(unsettled), settings: settings
        ).scope
        if scope == .everything { return scope }
        scope.services.formUnion(verify ?? [])
        if isNew {
            // A new document has what failed tried at once.
            for subject in unfinished {
                guard let key = subject.service else { return .everything }
                scope.services.insert(key)
            }
        }
        if isPeriodic {
            let busy = busy(last).union(drained)
            scope.domains = [.address, .syncDaemon]
            scope.services.formUnion(
                rotation.slice(busy: busy) {
                    Set(wishes.services.keys).union(last.observed.services.keys)
                })
        }
        return scope
    }

    /// Whether everything has to be looked at now.
    private var isFullLookDue: Bool {
        guard !rotation.isWhole, let lastFullLook else { return true }
        return ContinuousClock.now - lastFullLook >= rotation.fullPeriod(interval: interval)
    }

    /// The services with unfinished work.
    private func busy(_ last: LastLook) -> Set<ServiceKey> {
        Set(last.plan.draining.map(\.service))
            .union(unfinished.compactMap(\.service))
            .union(retries.entries.keys.compactMap(\.service))
    }

    /// The pass's wishes; of services that it did not look at, those that are known to hold.
    func wishes(of pass: Pass) -> Desired {
        guard pass.observed.scope != .everything, let fulfilled else { return pass.desired }
        var desired = pass.desired
        if !pass.observed.scope.covers(.syncDaemon) { desired.syncDaemons = fulfilled.syncDaemons }
        for key in unsettled where !pass.observed.scope.covers(key) {
            desired.services[key] = fulfilled.services[key]
        }
        return desired
    }

    /// Records a look at everything, or at a slice.
    mutating func looked(
        at scope: Scope, of count: Int, since begin: ContinuousClock.Instant, at moment: Moment
    ) {
        let cost = ContinuousClock.now - begin
        lastLook = begin
        lastMoment = moment
        if scope == .everything {
            lastFullLook = begin
            rotation.looked(at: count, taking: cost)
        } else {
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
    ///   - desired: the wishes that the host has now.
    ///   - derivation: the wishes of the document and its signals alone.
    mutating func finished(
        _ pass: Pass, _ reasons: Wake, fulfilling desired: Desired, from derivation: Derivation
    ) {
        let touched = Set(
            pass.outcomes.lazy.filter(\.succeeded).compactMap(\.step.subject.service))
        verify = touched.isEmpty ? nil : touched
        verifications = reasons == .verification ? verifications + 1 : 0
        noteUnfinished(pass)
        noteUnsettled(pass.observed.scope, desired, derivation)
        // A domain that could not be read is read again.
        guard pass.observed.failures.isEmpty else {
            fulfilled = nil
            return
        }
        if let changed, fulfilled != nil {
            settings.formUnion(desired.neededSettings(local: [], among: changed))
        } else {
            settings = desired.neededSettings(local: [])
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
        // The others were not tried.
        let tried = Set(pass.outcomes.lazy.map(\.step.subject))
        unfinished.formUnion(pass.plan.steps.lazy.map(\.subject).filter { !tried.contains($0) })
        unfinished.formUnion(failed.lazy.map(\.step.subject))
    }

    /// How long to wait, and what for.
    ///
    /// Small tables are looked at more often than the interval demands, so that drift is healed at
    /// once; looks may cost at most a two-hundredth of one processor.
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
        // What was due at the last look had its turn there: looking again at once would spin.
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
