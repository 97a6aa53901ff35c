import Files
import Model
import Planning

extension Reconciler {
    /// Reads the ledger; after a failure, which is reported, the next pass retries.
    public func loadLedger() {
        if let failure = owned.load(from: &ports.store) { emit([failure]) }
    }

    /// Runs one pass: reads the document, if it may have changed, then the host.
    ///
    /// **Shape:** the pass; nil: there is no document, or the host can't be read.
    @discardableResult
    public func pass(_ reasons: Wake) -> Pass? {
        let begin = ContinuousClock.now
        let isNew = readDocument(force: reasons.contains(.request))
        if reasons.contains(.request) { progress.retries = Retries() }
        guard let index = knowledge.document else { return nil }
        if !owned.isRead { loadLedger() }
        servePages(of: index.spec, isNew: isNew, reasons)
        let derivation = derive(from: index.spec, isNew: isNew)
        let wishes = derivation.desired
        let scope = progress.scope(
            for: reasons, isNew: isNew, wishes: wishes, last: last,
            drained: index.withDrained.lazy.map(\.key))
        last.desired = wishes
        do {
            let (work, programs) = (threadTime(), ports.host.startedPrograms)
            let time = surroundings.wallClock()
            var pass = try Pass(
                looking: scope, at: &ports.host, desired: wishes, ledger: owned.ledger)
            let programCost = Self.programCost * (ports.host.startedPrograms - programs)
            let cost = threadTime() - work + programCost
            note(pass.observed.failures)
            last.obstacle = pass.obstacle
            let fulfilling = progress.wishes(of: pass)
            last.desired = fulfilling
            if scope == .everything || reasons.contains(.periodic) {
                progress.looked(
                    at: scope, of: pass.observed.services.count, taking: cost,
                    programs: programCost, since: begin, at: wishes.now)
            }
            finish(&pass, isRoutine: !isNew && reasons.isRoutine, readAt: time)
            progress.finished(
                pass, reasons, fulfilling: fulfilling, from: derivation,
                at: last.observed.addresses.keys)
            if scope == .everything || isNew { ports.pages.retire(except: index.spec) }
            if isNew || !pass.outcomes.isEmpty {
                ports.source.note(
                    steps: pass.outcomes.count(where: \.succeeded),
                    failed: progress.retries.entries.count)
            }
            if ports.source.awaitsApplication {
                ports.source.note(lacking: progress.lacking(after: pass))
            }
            followHeld(of: index)
            last.finished(
                pass.outcomes, after: ContinuousClock.now - begin, at: surroundings.wallClock())
            return pass
        } catch {
            progress.failed(since: begin, at: wishes.now)
            note(unreadable: error)
            if ports.source.awaitsApplication {
                ports.source.note(lacking: [last.failure?.description ?? "\(error)"])
            }
            return nil
        }
    }

    /// The processor time of a program that a look starts, such as iptables-save.
    ///
    /// Rules that the kernel counts as unchanged start none.
    private static let programCost = Duration.milliseconds(5)

    /// Updates the desired state to the current signals; only the services concerned are derived.
    private func derive(from spec: Spec, isNew: Bool) -> Derivation {
        let signals = knowledge.known(at: settings.identity).signals(
            now: surroundings.clock(), managesAddresses: settings.managesAddresses)
        let stale = knowledge.takeStale()
        guard var derivation else {
            let made = Derivation(of: spec, signals: signals)
            derivation = made
            progress.note(changed: nil)
            return made
        }
        // The only reference, so that it is updated in place.
        self.derivation = nil
        let changed =
            isNew
            ? derivation.follow(spec, stale, to: signals) : derivation.update(stale, to: signals)
        progress.note(changed: changed)
        self.derivation = derivation
        return derivation
    }

    /// Serves the holding page before clients are sent to it.
    private func servePages(of spec: Spec, isNew: Bool, _ reasons: Wake) {
        guard
            isNew || !reasons.isDisjoint(with: [.periodic, .request])
                || !knowledge.pages.failures.isEmpty
        else { return }
        emit(knowledge.apply(pages: ports.pages.serve(spec)))
    }

    /// Updates the checks of held servers.
    private func followHeld(of index: DocumentIndex) {
        guard former.follow(last.desired, among: progress.unsettled, of: index) else { return }
        surroundings.checking(former.checks(beside: index.spec))
    }

    private func finish(_ pass: inout Pass, isRoutine: Bool, readAt time: Int64) {
        let now = pass.desired.now
        pass.plan.announce(progress.retries.announcements(stillRightFor: pass))
        pass.plan.announce(Announcements.afterLinkLoss(pass, since: last.observed))
        let repetitions = progress.announcements.take(for: pass)
        pass.plan.announce(repetitions)
        progress.retries.forget(except: pass.plan.steps, in: pass.observed.scope)
        let drift = Drift(
            of: pass, fulfilled: progress.fulfilled, unfinished: progress.unfinished)
        let waiting = progress.retries
        let isRemoved = ports.store.isRemoved
        ports.apply(&pass, unsaved: owned.unsaved != nil || isRemoved) {
            waiting.isReady($0, at: now)
        }
        if isRemoved, pass.ledgerFailure == nil {
            emit([EventDraft(.drift, "removed outside Ballast, written again: the ledger")])
        }
        if let failure = owned.update(from: pass, in: ports.store) { emit([failure]) }
        emit(PassEvents.firewall(of: pass, since: last.observed))
        last.update(from: pass, at: time)
        emit(last.judgeFirewall(of: pass, after: rules(after: pass)))
        let (failed, recovered) = progress.retries.record(pass.outcomes, at: now)
        progress.announcements.record(
            pass.outcomes.filter { !repetitions.contains($0.step) }, at: now)
        let events = PassEvents(
            pass, drift, repetitions: Set(repetitions), isRoutine: isRoutine)
        emit(events.effects)
        if let event = last.emptied(of: knowledge.document) { emit([event]) }
        emit(PassEvents.retries(failed: failed, recovered: recovered))
    }

    /// Reads the rules again after a load: those that the kernel has are judged; nil: none were
    /// loaded.
    private func rules(after pass: Pass) -> Observed? {
        let isLoaded = pass.outcomes.contains { $0.step.domain == .firewall && $0.succeeded }
        // Rules that can't be read are a failure of the next look.
        return isLoaded ? try? ports.host.observe(Scope(domains: [.firewall])) : nil
    }

    /// Reports an unreadable domain once.
    private func note(_ failures: [Domain: HostFailure]) {
        let failure = failures.min { $0.key.rawValue < $1.key.rawValue }?.value
        if let failure, failure != last.failure {
            emit([EventDraft(.failed, failure.description)])
        }
        last.failure = failure
    }

    private func note(unreadable error: any Error) {
        let failure =
            error as? HostFailure ?? HostFailure(operation: "look at the host", reason: "\(error)")
        if failure != last.failure { emit([EventDraft(.failed, failure.description)]) }
        last.failure = failure
        last.obstacle = failure
    }
}
