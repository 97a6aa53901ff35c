import Addresses
import Model

/// The verdicts and readings of all servers, and the probes from which they follow.
///
/// A value, without I/O.
public struct HealthBoard: Sendable {
    var checks: Board<VerdictMachine>
    var agents: Board<FeedbackMachine>
    private var followed = FollowedServices()
    private var changes = HealthNews.Changes()
    /// The time of the state of the earlier run; nil: none, or a document is followed.
    private var restored: Int64?
    /// Whether a document was followed.
    public private(set) var isFollowing = false

    /// Changes of the repeated probes.
    public struct ProbeChanges: Sendable, Hashable {
        /// The interval of each probe that is new or has another interval.
        public var periods: [Probe: Duration] = [:]
        /// The order in which these probes should start.
        ///
        /// **Shape:** each once; those of the servers of a service follow each other, so that their
        /// first results change one service after the other.
        public var order: [Probe] = []
        /// Probes without servers.
        public var removed: Set<Probe> = []
    }

    /// The effect of a batch of reports.
    public struct Effect: Sendable {
        /// Whether there is news for the planner.
        public var isNews = false
        /// The probes with another interval.
        public var periods: [Probe: Duration] = [:]
        /// The checks whose negotiation is due.
        public var negotiations: [ServerCheck] = []
    }

    /// Creates a board with the state of an earlier run.
    public init(restoring snapshot: HealthSnapshot = HealthSnapshot()) {
        checks = Board(restoring: snapshot.verdicts)
        agents = Board(restoring: snapshot.readings)
        restored = snapshot.saved
    }

    /// The interval of each repeated probe.
    public var periods: [Probe: Duration] {
        var periods: [Probe: Duration] = [:]
        for probe in checks.uses.keys { periods[probe] = checks.period(of: probe) }
        for probe in agents.uses.keys { periods[probe] = agents.period(of: probe) }
        return periods
    }

    /// Follows another document; the cost depends on the services that have changed.
    ///
    /// Remaining servers keep their state, even if their question is another one now; removed
    /// servers are forgotten.
    ///
    /// - Parameter time: milliseconds since 1970.
    @discardableResult
    public mutating func follow(_ spec: Spec, at time: Int64) -> ProbeChanges {
        if let restored, !HealthSnapshot.isValid(savedAt: restored, at: time) {
            checks.remembered = [:]
        }
        restored = nil
        isFollowing = true
        let services = followed.follow(spec)
        var probes = ProbeChanges()
        for probe in checks.follow(services, defaults: spec.health, at: time) {
            probes.note(probe, checks.period(of: probe))
        }
        for probe in agents.follow(services, defaults: spec.health, at: time) {
            probes.note(probe, agents.period(of: probe))
        }
        changes.verdicts += 1
        changes.readings += 1
        return probes
    }

    /// Applies reports of probes; those of removed probes change nothing.
    ///
    /// - Parameter now: the time by which results that arrive too early for a check are skipped.
    @discardableResult
    public mutating func apply(
        _ reports: [ProbeReport], at now: ContinuousClock.Instant
    ) -> Effect {
        var effect = Effect()
        let former = changes
        var (hasVerdicts, hasReadings) = (false, false)
        for report in reports {
            if case .feedback = report.probe.kind {
                hasReadings = !agents.apply(report, at: now).changed.isEmpty || hasReadings
                continue
            }
            let part = checks.apply(report, at: now)
            hasVerdicts = !part.changed.isEmpty || hasVerdicts
            if let period = part.period { effect.periods[report.probe] = period }
            effect.negotiations += part.negotiations
        }
        if hasVerdicts { changes.verdicts += 1 }
        if hasReadings { changes.readings += 1 }
        effect.isNews = changes != former
        return effect
    }

    /// Applies the result of a negotiation, which replaces that of the connection; nil: it was
    /// cancelled.
    public mutating func apply(_ result: CheckResult?, negotiatedBy check: ServerCheck) -> Effect {
        let part = checks.apply(result, negotiatedBy: check)
        var effect = Effect(isNews: !part.changed.isEmpty)
        if let probe = check.probe, let period = part.period { effect.periods[probe] = period }
        if effect.isNews { changes.verdicts += 1 }
        return effect
    }

    /// The state for a later run.
    ///
    /// Before a document is followed it is the state of the earlier run.
    public var snapshot: HealthSnapshot {
        HealthSnapshot(verdicts: checks.snapshot, readings: agents.snapshot)
    }

    /// Removes and returns the state of servers that has changed since the last call, for a journal
    /// beside ``snapshot``.
    public mutating func removeUnsaved() -> HealthSnapshot {
        HealthSnapshot(verdicts: checks.removeUnsaved(), readings: agents.removeUnsaved())
    }
}

extension HealthBoard.ProbeChanges {
    /// Notes the interval of a probe; nil: it has no servers.
    fileprivate mutating func note(_ probe: Probe, _ period: Duration?) {
        guard let period else {
            removed.insert(probe)
            return
        }
        periods[probe] = period
        order.append(probe)
    }
}

// MARK: - Values

extension HealthBoard {
    /// The verdicts and readings for the planner.
    ///
    /// Newer reasons and counts of values that mean the same are in ``verdicts`` and ``readings``
    /// only.
    public var news: HealthNews {
        HealthNews(
            verdicts: checks.published, readings: agents.published, changes: changes,
            hasUnsaved: checks.hasUnsaved || agents.hasUnsaved)
    }

    /// The verdicts for status, with the latest reasons and counts.
    public var verdicts: Verdicts { checks.values }

    /// The readings for status, with the latest reasons and counts.
    public var readings: FeedbackReadings { agents.values }

    /// The verdicts of some services, with the latest reasons and counts.
    public func verdicts(of keys: Set<ServiceKey>) -> Verdicts {
        keys.reduce(into: [:]) { verdicts, key in
            verdicts[key] = checks.servers[key]?.mapValues(\.machine.verdict)
        }
    }

    /// The checks of a server; nil: it is not checked.
    public func record(of id: ServerID) -> CheckRecord? {
        guard let server = checks[id] else { return nil }
        let machine = server.machine
        return CheckRecord(
            of: server.settings, verdict: machine.verdict, contradictions: machine.contradictions,
            passesNeeded: machine.passesNeeded(by: server.settings), results: machine.results)
    }

    /// The feedback settings of a server; nil: its load is not read.
    public func feedback(of id: ServerID) -> ServerFeedback? { agents[id]?.settings }
}
