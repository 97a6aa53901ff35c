public import Addresses
import Model

extension ProbeRunner {
    /// Changes the set of repeated probes.
    ///
    /// New probes start one after the other within the warm-up (a millisecond for each, 200 ms or
    /// more, never longer than its period), and are then placed between the others. The
    /// next start of a known probe with another period is one period after its last, or, if that
    /// moment has passed, at the probe's place within the new period. Probes that are not named
    /// keep their schedule. Results of removed probes are never reported.
    ///
    /// - Parameters:
    ///   - periods: the new probes and those with another period.
    ///   - order: the order in which new ones start; nil: any.
    ///   - removed: the probes to remove; unknown ones are ignored.
    ///   - virtual: addresses that another node may carry, nil: as before. While it does, probes
    ///     with such a source address use another address of this node.
    public nonisolated func update(
        _ periods: [Probe: Duration], order: [Probe]? = nil, removing removed: Set<Probe> = [],
        virtual: Set<IPAddress>? = nil
    ) {
        send {
            if let virtual { $0.schedule.virtual = virtual }
            $0.change(periods, order ?? Array(periods.keys), removing: removed)
        }
    }

    /// Whether the loop runs another message within this time; true for a loop that has ended.
    public nonisolated func answers(within limit: Duration) async -> Bool {
        let (answers, answer) = AsyncStream.makeStream(
            of: Bool.self, bufferingPolicy: .bufferingOldest(1))
        guard send({ _ in answer.yield(true) }) else { return true }
        let timer = Task {
            // A cancelled sleep means that the answer arrived in time.
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            answer.yield(false)
        }
        defer { timer.cancel() }
        for await isInTime in answers { return isInTime }
        return true
    }

    private func change(
        _ periods: [Probe: Duration], _ order: [Probe], removing removed: Set<Probe>
    ) {
        if hasEnded { return }
        remove(removed)
        let now = MonotonicTime.now
        let fresh = periods.keys.count { schedule[$0] == nil }
        let warmUp = Duration.milliseconds(max(fresh, 200))
        schedule.reserve(fresh)
        var place = ProbeSchedule.Place(warmUp: warmUp, of: fresh)
        for probe in order {
            guard let interval = periods[probe] else { continue }
            if let known = schedule[probe] {
                change(known, interval, now)
            } else {
                let added = schedule.add(probe, interval: interval, at: place, now: now)
                timers.insert(.init(time: added.next, purpose: .start(added.number)))
                place.number += 1
            }
        }
    }

    private func change(
        _ known: ScheduledProbe, _ interval: Duration, _ now: MonotonicTime
    ) {
        guard known.interval != interval else { return }
        known.change(interval: interval, now: now)
        timers.insert(.init(time: known.next, purpose: .start(known.number)))
    }

    /// Removes scheduled probes, in flight or not.
    func remove(_ probes: some Collection<Probe>) {
        let gone = Set(probes.compactMap { schedule.remove($0) })
        guard !gone.isEmpty else { return }
        let isGone = { (origin: Attempt.Origin) in
            if case .schedule(let probe) = origin { gone.contains(probe.number) } else { false }
        }
        for kind in Lane.Kind.allCases { _ = lanes[kind]?.remove(where: isGone) }
        for attempt in attempts.values where isGone(attempt.origin) { abandon(attempt) }
    }

    /// Ends an expired attempt; the time that the loop lost since its start does not count.
    private func deadlineCame(_ attempt: Attempt, at now: MonotonicTime) {
        let deadline = attempt.deadline + lost(during: attempt)
        if deadline > now {
            timers.insert(.init(time: deadline, purpose: .deadline(attempt.number)))
        } else {
            expire(attempt)
        }
    }

    /// Reports a skipped turn: the verdict is older than the document demands.
    private func reportLeftOut(_ due: ScheduledProbe, at now: MonotonicTime) {
        let finding = Finding.inconclusive(
            .connect, seen: "no turn: too many checks of its kind are in flight")
        let result = CheckResult(finding, at: wallClock(), duration: .zero)
        batch.add(ProbeReport(probe: due.probe, result: result), at: now)
    }

    /// Starts due probes and ends expired attempts.
    func startDue(at now: MonotonicTime) {
        while let timer = timers.removeFirst(until: now) {
            switch timer.purpose {
            case .start(let number):
                guard let due = schedule[number], due.next == timer.time else { continue }
                due.advance(at: now)
                timers.insert(.init(time: due.next, purpose: .start(number)))
                // The last attempt is still running: this turn is skipped.
                if due.isBusy {
                    if due.isInLine { reportLeftOut(due, at: now) }
                    continue
                }
                due.isBusy = true
                due.isInLine = true
                enter(.schedule(due))
            case .deadline(let number):
                if let attempt = attempts[number] { deadlineCame(attempt, at: now) }
            }
        }
        if timers.count > 4 * (schedule.count + attempts.count) + 1_024 {
            timers.compact { timer in
                switch timer.purpose {
                case .start(let number): schedule[number]?.next == timer.time
                case .deadline(let number): attempts[number] != nil
                }
            }
        }
    }
}
