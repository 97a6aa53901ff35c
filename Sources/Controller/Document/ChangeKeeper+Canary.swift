import Dispatch
import Files
import Model
import Planning
import Synchronization

extension ChangeKeeper {
    /// The source of readings for a canary: a service or proxy.
    typealias Survey = @Sendable (String) async -> CanaryReading

    /// The time between two readings.
    private static let pause = Duration.seconds(1)

    /// Uses these readings.
    func follow(_ survey: @escaping Survey) {
        work.withLock { $0.survey = survey }
    }

    /// The service that is in force first, with its step; nil: none is.
    var canary: CanaryRun? {
        work.withLock { work in
            switch work.phase {
            case .stored, .inForce: work.unconfirmed?.canary
            case .none, .storing, .refused, .confirming, .confirmed, .expired: nil
            }
        }
    }

    /// The edit that has a canary, in any phase before its end; nil: none has.
    var canaryChange: UnconfirmedChange? {
        work.withLock { work in work.unconfirmed.flatMap { $0.canary == nil ? nil : $0 } }
    }

    /// Reads the state before the edit, then stores the edit.
    func measure(_ change: UnconfirmedChange, _ run: CanaryRun) {
        let survey = work.withLock { $0.survey }
        Task {
            let reading = await survey?(run.service) ?? CanaryReading()
            var measured = change
            measured.canary?.trial = CanaryTrial(reading)
            let isCurrent = work.withLock { work in
                guard work.unconfirmed == change, work.phase == .storing else { return false }
                work.unconfirmed = measured
                return true
            }
            if isCurrent { keep(measured, applied: nil) }
        }
    }

    /// Judges the canary until its end.
    ///
    /// - Parameter jury: the servers that are judged.
    func judge(by jury: CanaryJury) {
        let isNew = work.withLock { work -> Int64? in
            work.jury = jury
            // A server can have another state or weight.
            work.trial?.beginPeriod()
            guard let run = work.unconfirmed?.canary, work.judged != run.begun else { return nil }
            work.judged = run.begun
            work.trial = run.trial ?? CanaryTrial(CanaryReading())
            return run.begun
        }
        guard let begun = isNew else { return }
        Task {
            while case let (judged, survey) = work.withLock({ ($0.judged, $0.survey) }),
                judged == begun
            {
                if let run = canary, let reading = await survey?(run.service) {
                    judge(reading, of: run)
                }
                // Not cancelled: the program ends with the task.
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func judge(_ reading: CanaryReading, of run: CanaryRun) {
        typealias Turn = (UnconfirmedChange, CanaryTrial, CanaryTrial.Decision)
        let turn = work.withLock { work -> Turn? in
            guard work.phase == .inForce, let change = work.unconfirmed, change.canary == run,
                var trial = work.trial, let jury = work.jury, !work.isTurning
            else { return nil }
            let decision = trial.judge(
                reading, by: jury, at: bootClock().milliseconds,
                isStepOver: change.remaining <= 0, isWhole: run.isWhole,
                lacking: work.applied == nil ? work.lacking : nil)
            work.trial = trial
            if case .stay(let reasons) = decision {
                work.waiting = reasons
                return nil
            }
            work.isTurning = true
            return (change, trial, decision)
        }
        guard let (change, trial, decision) = turn else { return }
        switch decision {
        case .stay: break
        case .takeBack(let reason): takeBack(change, reason)
        case .advance where run.isWhole: finish(change, run)
        case .advance: store(change.with(canary: run.advanced(trial)), after: change)
        }
    }

    /// Begins a step once it is on disk; after a failure the present one continues.
    private func store(_ next: UnconfirmedChange, after change: UnconfirmedChange) {
        queue.async {
            var failure: HostFailure?
            do throws(HostFailure) { try self.store.save(next) } catch { failure = error }
            let (isNext, isNew) = self.work.withLock { work in
                work.isTurning = false
                defer { work.stepFailure = failure }
                guard failure == nil, work.unconfirmed == change, work.phase == .inForce else {
                    return (false, failure != nil && work.stepFailure != failure)
                }
                work.unconfirmed = next
                work.trial = next.canary?.trial
                work.applied = nil
                work.lacking = []
                work.waiting = []
                return (true, false)
            }
            if let failure, isNew { self.publisher.yield(.event(.failed, "\(failure)")) }
            if isNext { self.publisher.yield(.look(isForced: false)) }
        }
    }

    /// Takes the edit back, also if the reason can't be stored.
    private func takeBack(_ change: UnconfirmedChange, _ reason: String, isReplaced: Bool = false) {
        var failed = change
        failed.canary?.failure = reason
        if isReplaced { failed.canary?.isReplaced = true }
        queue.async { [failed] in
            do throws(HostFailure) { try self.store.save(failed) } catch {
                self.publisher.yield(.event(.failed, "\(error)"))
            }
            let isOver = self.work.withLock { work in
                work.isTurning = false
                guard work.unconfirmed == change, work.phase == .inForce || work.phase == .stored
                else { return false }
                work.unconfirmed = failed
                work.phase = .expired
                return true
            }
            if isOver { self.publisher.yield(.look(isForced: false)) }
        }
    }

    /// Takes an edit back that can't have a canary, before it is in force.
    func refuse(_ change: UnconfirmedChange) {
        work.withLock { work in
            work.unconfirmed = change
            work.phase = .expired
        }
        queue.async {
            do throws(HostFailure) { try self.store.save(change) } catch {
                self.publisher.yield(.event(.failed, "\(error)"))
            }
            self.publisher.yield(.look(isForced: false))
        }
    }

    /// Whether all of the edit follows its canary and awaits a confirmation.
    func isWhole(_ text: [UInt8]) -> Bool {
        work.withLock { work in
            guard work.phase == .stored, let change = work.unconfirmed else { return false }
            return change.canary == nil && change.isOf(text)
        }
    }

    /// Takes an edit with a canary back, because the file has another one.
    func replaceCanary() {
        let change = work.withLock { work -> UnconfirmedChange? in
            guard !work.isTurning, let change = work.unconfirmed, change.canary != nil,
                work.phase == .inForce || work.phase == .stored
            else { return nil }
            work.isTurning = true
            return change
        }
        if let change { takeBack(change, "the document has another edit", isReplaced: true) }
    }

    /// Ends the trial of all of the edit.
    private func finish(_ change: UnconfirmedChange, _ run: CanaryRun) {
        let numbers = status(of: run, change).comparison
        if let time = run.confirmation {
            work.withLock { $0.isTurning = false }
            var next = UnconfirmedChange(
                of: change.path, from: Array(change.earlier.utf8), to: Array(change.text.utf8),
                isOwn: change.isOwn, within: .milliseconds(time))
            next.passed = "canary passed: \(numbers)"
            return begin(next, keepsProof: true)
        }
        let isCurrent = work.withLock { work in
            work.isTurning = false
            guard work.unconfirmed == change, work.phase == .inForce else { return false }
            work.phase = .confirming
            return true
        }
        guard isCurrent else { return }
        queue.async {
            _ = self.settle(change, canary: "canary passed: \(numbers)")
            self.publisher.yield(
                .event(.accepted, "the canary of \(run.service) has passed: \(numbers)"))
            self.publisher.yield(.look(isForced: false))
        }
    }

    /// Adds the canary to a status.
    func complete(_ status: inout Status, with run: CanaryRun, _ change: UnconfirmedChange) {
        status.document.canary = self.status(of: run, change)
    }

    private func status(of run: CanaryRun, _ change: UnconfirmedChange) -> CanaryStatus {
        let (trial, jury, waiting) = work.withLock { work in
            (work.trial, work.jury, work.waiting + (work.stepFailure.map { ["\($0)"] } ?? []))
        }
        var canary = CanaryStatus(
            service: run.service, step: run.step + 1, steps: CanaryRun.steps,
            percent: jury?.isShared == false ? 100 : run.percent, since: run.begun,
            next: change.deadline,
            servers: (jury?.added ?? []).sorted().map { "\($0)" })
        if let trial, let jury { trial.complete(&canary, by: jury) }
        canary.waiting = waiting
        return canary
    }
}
