import Addresses
import Model
import Planning

/// The last observed state of the host and its desired state, for status and for the next pass.
struct LastLook: Sendable {
    /// The desired state.
    var desired: Desired?
    /// The host, with the steps applied since.
    private(set) var observed = Observed()
    /// The plan without its steps, which are done or in ``Retries``: the first plan of a large
    /// table has many.
    private(set) var plan = Plan()
    /// The failure to read the host or one of its domains; nil: none.
    var failure: HostFailure?
    /// The failure to read the host, or a domain that the document uses; nil: none.
    var obstacle: HostFailure?
    /// The pass.
    private(set) var pass: PassStatus?
    /// Counts of all passes; those of events are in ``EventHistory``.
    private(set) var totals = LoopTotals()
    /// The proofs of the document, walked through the host's rules.
    private(set) var firewall = FirewallJudgement()
    /// The times at which the counters of services were read.
    private(set) var readings = ReadingTimes()
    /// Drained servers without connections; nil: no look yet.
    private var empty: Set<StepSubject>?

    /// Updates the parts in the scope of the pass.
    ///
    /// - Parameter time: when the host was read, in milliseconds since 1970.
    mutating func update(from pass: Pass, at time: Int64) {
        let scope = pass.observed.scope
        readings.note(scope, at: time)
        if scope == .everything {
            observed = pass.observed
            plan = pass.plan
            plan.steps = []
        } else {
            observed.update(from: pass.observed)
            plan.draining =
                plan.draining.filter { !scope.covers($0.service) } + pass.plan.draining
            plan.handovers =
                plan.handovers.filter { !scope.covers($0.service) } + pass.plan.handovers
        }
        observed.ledger = pass.ledger
        for outcome in pass.outcomes where outcome.succeeded { observed.apply(outcome.step) }
    }

    /// Records the end of a pass.
    ///
    /// - Parameter time: milliseconds since 1970.
    mutating func finished(_ outcomes: [Outcome], after duration: Duration, at time: Int64) {
        totals.passes += 1
        totals.duration += duration.wholeMicroseconds
        totals.applied += outcomes.count(where: \.succeeded)
        totals.failed += outcomes.count(where: \.isFailure)
        pass = PassStatus(
            time: time, duration: Int(duration.wholeMicroseconds), count: totals.passes,
            steps: outcomes.count)
    }

    /// Judges the rules of the host, and returns the events of changes.
    ///
    /// - Parameter loaded: the rules after a load; nil: none were loaded.
    mutating func judgeFirewall(of pass: Pass, after loaded: Observed?) -> [EventDraft] {
        guard pass.observed.scope.covers(.firewall) else { return [] }
        if let loaded { observed.update(from: loaded) }
        let former = firewall
        firewall.judge(observed, pass.desired)
        return firewall.events(since: former)
    }

    /// Returns an event for drained servers whose last connection has ended.
    mutating func emptied(of document: DocumentIndex?) -> EventDraft? {
        var now: Set<StepSubject> = []
        var news: [String] = []
        for service in document?.withDrained ?? [] {
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
        guard let first = news.first else { return nil }
        return EventDraft(
            .empty, news.count == 1 ? first : "\(news.count) drained servers are empty", news)
    }

    /// Whether an address on the host is ours and no longer wanted.
    func isLeaving(_ address: InterfaceAddress) -> Bool {
        guard let wanted = desired?.addresses, observed.isOurs(address) else { return false }
        return !wanted.contains { $0.place == address.place }
    }

    /// Services that are not created yet because a proxy serves their clients, by its endpoint.
    var withheld: [ServiceKey: Endpoint] {
        plan.handovers.reduce(into: [:]) { $0[$1.service] = $1.proxy }
    }
}
