import Model
import Planning

extension Reconciler {
    /// Reads the ledger; one that can't be read is reported, and read by a later pass.
    ///
    /// Until then the document alone says what is ours.
    public func loadLedger() {
        do {
            ledger = ledger.joined(with: try store.load())
            isLedgerRead = true
        } catch {
            let failure =
                error as? HostFailure ?? HostFailure(operation: "read", reason: "\(error)")
            if failure != unreadLedger { emit(.failed, "\(failure)") }
            unreadLedger = failure
        }
    }

    /// One pass: the document if it may have changed, then the host.
    ///
    /// **Shape:** the pass, or nil when there is no document or the host can't be read.
    @discardableResult
    public func pass(_ reasons: Wake) -> Pass? {
        let begin = ContinuousClock.now
        let changed = readDocument(force: reasons.contains(.request))
        if reasons.contains(.request) { retries = Retries() }
        guard let spec else { return nil }
        if !isLedgerRead { loadLedger() }
        servePages(of: spec)
        judgeQuorums(of: spec)
        var signals = Signals(
            now: clock(), carriesAddresses: carriesAddresses,
            managesAddresses: settings.managesAddresses, verdicts: verdicts,
            feedback: feedback, pages: pages.served, lostQuorums: lostQuorums, served: served)
        signals.listening = listening
        signals.provenProxies = provenProxies
        let wishes = Planning.desired(from: spec, signals: signals)
        let scope = scope(of: reasons, changed: changed, wishes: wishes)
        desired = wishes
        do {
            var pass = try Pass(looking: scope, at: &host, desired: wishes, ledger: ledger)
            note(pass.observed.failures)
            desired = self.wishes(of: pass)
            if scope == .everything {
                lastFullLook = begin
                lastFullMoment = wishes.now
                fullLookCost = ContinuousClock.now - begin
            }
            finish(&pass, isRoutine: !changed && reasons.isRoutine)
            pageServing.retire(except: spec)
            checkHeld()
            verifications = reasons == .verification ? verifications + 1 : 0
            lastPass = PassStatus(
                time: wallClock(), duration: (ContinuousClock.now - begin).microseconds,
                count: (lastPass?.count ?? 0) + 1, steps: pass.outcomes.count)
            return pass
        } catch {
            fulfilled = nil
            verify = nil
            lastFullLook = begin
            lastFullMoment = wishes.now
            note(unreadable: error)
            return nil
        }
    }

    /// Carries the virtual addresses, or leaves them to another node; call ``wake(_:)`` with
    /// ``Wake/role`` then.
    public func follow(carriesAddresses: Bool) { self.carriesAddresses = carriesAddresses }

    private func scope(of reasons: Wake, changed: Bool, wishes: Desired) -> Scope {
        if reasons.contains(.periodic) || reasons.contains(.request) { return .everything }
        // The difference between what is wanted and what was fulfilled, never the wake's reason.
        guard let fulfilled else { return .everything }
        var scope = Difference(from: fulfilled, to: wishes).scope
        if scope == .everything { return scope }
        scope.services.formUnion(verify ?? [])
        if changed {
            // A new document has what failed tried at once.
            for subject in unfinished {
                guard let key = subject.service else { return .everything }
                scope.services.insert(key)
            }
        }
        return scope
    }

    private func finish(_ pass: inout Pass, isRoutine: Bool) {
        let now = pass.desired.now
        pass.plan.announce(retries.announcements(stillRightFor: pass))
        pass.plan.announce(Announcements.afterLinkLoss(pass, since: observed))
        let repetitions = announcements.take(for: pass)
        pass.plan.announce(repetitions)
        retries.forget(except: pass.plan.steps, in: pass.observed.scope)
        let drift = Drift(of: pass, fulfilled: fulfilled, unfinished: unfinished)
        let waiting = retries
        pass.apply(to: &host, store: &store, unsaved: ledgerFailure != nil) {
            waiting.isReady($0, at: now)
        }
        ledger = pass.ledger
        if ledgerFailure != pass.ledgerFailure, let failure = pass.ledgerFailure {
            emit(.failed, failure.description)
        }
        ledgerFailure = pass.ledgerFailure
        remember(pass)
        announce(pass, drift, repetitions: Set(repetitions), isRoutine: isRoutine)
        let touched = Set(
            pass.outcomes.lazy.filter(\.succeeded).compactMap(\.step.subject.service))
        verify = touched.isEmpty ? nil : touched
        // A domain that could not be read is read again.
        fulfilled = pass.observed.failures.isEmpty ? desired : nil
        noteUnfinished(pass)
    }

    private func noteUnfinished(_ pass: Pass) {
        let scope = pass.observed.scope
        if !unfinished.isEmpty {
            unfinished = unfinished.filter { subject in
                !scope.covers(subject)
            }
        }
        unfinished.formUnion(pass.plan.waiting)
        let failed = pass.outcomes.filter { !$0.succeeded }
        if failed.isEmpty && pass.outcomes.count == pass.plan.steps.count { return }
        // The others were not tried.
        let tried = Set(pass.outcomes.lazy.map(\.step.subject))
        unfinished.formUnion(pass.plan.steps.lazy.map(\.subject).filter { !tried.contains($0) })
        unfinished.formUnion(failed.lazy.map(\.step.subject))
    }

    /// The pass's wishes; of services that it did not look at, those that are known to hold.
    private func wishes(of pass: Pass) -> Desired {
        guard pass.observed.scope != .everything, let fulfilled else { return pass.desired }
        var desired = pass.desired
        if !pass.observed.scope.covers(.syncDaemon) { desired.syncDaemons = fulfilled.syncDaemons }
        for (key, wanted) in desired.services
        where wanted.isProvisional && !pass.observed.scope.covers(key) {
            desired.services[key] = fulfilled.services[key]
        }
        return desired
    }

    private func announce(
        _ pass: Pass, _ drift: Drift, repetitions: Set<Step>, isRoutine: Bool
    ) {
        let (failed, recovered) = retries.record(pass.outcomes, at: pass.desired.now)
        announcements.record(
            pass.outcomes.filter { !repetitions.contains($0.step) }, at: pass.desired.now)
        let drifted = Set(drift.steps)
        var applied: [String] = []
        var healed: [String] = []
        var drained: [String] = []
        var cut: [String] = []
        // Weights that follow the load are no news; the history has room for 200 events.
        var isNews = !isRoutine
        for outcome in pass.outcomes where outcome.succeeded && !repetitions.contains(outcome.step)
        {
            if drifted.contains(outcome.step) {
                // A look at a table that others edit may miss an object that is there.
                guard outcome.result == .done else { continue }
                healed.append(outcome.step.description)
            } else if case .ipvs(.removeDestination(let endpoint, let key, let cutting)) = outcome
                .step,
                pass.desired.services[key]?.failed.contains(endpoint) != true
            {
                if cutting > 0 {
                    cut.append(outcome.step.description)
                } else {
                    drained.append(outcome.step.description)
                }
            } else {
                applied.append(outcome.step.description)
                isNews = isNews || !outcome.step.changesShareOnly
            }
        }
        if !healed.isEmpty {
            emit(.drift, "changed outside Ballast, put right: \(counted(healed))", healed)
        }
        if isNews, !applied.isEmpty { emit(.applied, "applied \(counted(applied))", applied) }
        if !drained.isEmpty { emit(.drained, "drained and removed: \(counted(drained))", drained) }
        if !cut.isEmpty {
            emit(.cut, "removed with open connections: \(counted(cut))", cut)
        }
        if pass.observed.scope.covers(.ipvs) { announceEmpty() }
        if !recovered.isEmpty {
            let steps = recovered.map(\.step.description)
            emit(.recovered, "succeeded after failing: \(counted(steps))", steps)
        }
        let failures = failed.compactMap { outcome -> String? in
            guard case .failed(let failure) = outcome.result else { return nil }
            return failure.description
        }
        if !failures.isEmpty {
            emit(.failed, "failed, will be tried again: \(counted(failures))", failures)
        }
    }

    /// Tells of servers that the operator drains and that have just lost their last connection.
    private func announceEmpty() {
        var now: Set<StepSubject> = []
        var news: [String] = []
        for service in spec?.services ?? [] {
            guard let found = observed.services[service.key] else { continue }
            for server in service.servers where server.state == .drain {
                let endpoint = service.endpoint(of: server)
                guard let present = found.destinations[endpoint],
                    present.destination.weight == 0, present.connections.open == 0
                else { continue }
                let subject = StepSubject.server(endpoint, of: service.key)
                now.insert(subject)
                if empty?.contains(subject) == false {
                    news.append("\(service.name)/\(server.name) has no connections left")
                }
            }
        }
        empty = now
        guard let first = news.first else { return }
        emit(.empty, news.count == 1 ? first : "\(news.count) drained servers are empty", news)
    }

    private func counted(_ steps: [String]) -> String {
        steps.count == 1 ? steps[0] : "\(steps.count) steps"
    }

    /// Keeps what was seen, for status: a look at a few services replaces those only.
    private func remember(_ pass: Pass) {
        let scope = pass.observed.scope
        if scope == .everything {
            observed = pass.observed
            plan = pass.plan
        } else {
            observed.update(from: pass.observed)
            plan.draining =
                plan.draining.filter { !scope.covers($0.service) } + pass.plan.draining
            plan.handovers =
                plan.handovers.filter { !scope.covers($0.service) } + pass.plan.handovers
        }
        observed.ledger = ledger
        for outcome in pass.outcomes where outcome.succeeded { observed.apply(outcome.step) }
    }

    /// Tells of a domain that can't be read, once.
    private func note(_ failures: [Domain: HostFailure]) {
        let failure = failures.min { $0.key.rawValue < $1.key.rawValue }?.value
        if let failure, failure != hostFailure { emit(.failed, failure.description) }
        hostFailure = failure
    }

    private func note(unreadable error: any Error) {
        let failure =
            error as? HostFailure ?? HostFailure(operation: "look at the host", reason: "\(error)")
        if failure != hostFailure { emit(.failed, failure.description) }
        hostFailure = failure
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    }
}
