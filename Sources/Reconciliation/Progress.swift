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
    /// The time that the last look at everything took, without the steps that followed.
    private(set) var fullLookCost = Duration.zero
    /// When everything was looked at last.
    private var lastFullLook: ContinuousClock.Instant?
    /// The same on the clock of deadlines: what was due then has had its turn.
    private var lastFullMoment = Moment()

    /// Passes that may follow at once on the loop's own edits: weight to zero, server out, service
    /// out, and one to see the result.
    private static let verificationLimit = 4

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
    /// - Parameter isNew: whether another document has come into force.
    func scope(for reasons: Wake, isNew: Bool, wishes: Desired) -> Scope {
        if reasons.contains(.periodic) || reasons.contains(.request) { return .everything }
        guard let fulfilled else { return .everything }
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
        return scope
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

    /// Records a look at everything.
    mutating func looked(since begin: ContinuousClock.Instant, at moment: Moment) {
        lastFullLook = begin
        lastFullMoment = moment
        fullLookCost = ContinuousClock.now - begin
    }

    /// Records a host that can't be read.
    mutating func failed(since begin: ContinuousClock.Instant, at moment: Moment) {
        fulfilled = nil
        verify = nil
        lastFullLook = begin
        lastFullMoment = moment
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
    /// once; a look may cost at most a two-hundredth of one processor, up to the interval.
    ///
    /// - Parameters:
    ///   - interval: the longest time between two looks at everything.
    ///   - isReadable: whether the host could be read.
    func nextLook(
        at now: Moment, interval: Duration, plan: Plan, isReadable: Bool
    ) -> (delay: Duration, reason: Wake) {
        if verify != nil && verifications < Self.verificationLimit { return (.zero, .verification) }
        let period =
            isReadable
            ? min(interval, max(.milliseconds(500), fullLookCost * 200)) : interval
        let elapsed = lastFullLook.map { ContinuousClock.now - $0 } ?? .zero
        var delay = max(.zero, period - elapsed)
        // What was due at the last look had its turn there: looking again at once would spin.
        let moments = [
            plan.nextDeadline(after: lastFullMoment), retries.next(after: lastFullMoment),
            announcements.next(after: lastFullMoment),
        ]
        for moment in moments.compactMap(\.self) {
            let left = Duration.milliseconds(max(0, moment.milliseconds - now.milliseconds))
            delay = min(delay, max(left, .milliseconds(20)))
        }
        return (delay, .periodic)
    }
}
