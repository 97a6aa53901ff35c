import Addresses
import Model
import Planning

/// The host as the loop saw it last, beside the wishes of then: for status and for the next pass.
struct LastLook: Sendable {
    /// The wishes.
    var desired: Desired?
    /// The host, with the steps that were applied since.
    private(set) var observed = Observed()
    /// The plan.
    private(set) var plan = Plan()
    /// Why the host, or a domain of it, could not be read; nil: it could.
    var failure: HostFailure?
    /// The pass.
    var pass: PassStatus?
    /// Servers that the operator drains and that had no connections; nil before the first look.
    private var empty: Set<StepSubject>?

    /// Updates what the pass looked at: a look at a few services replaces only these.
    mutating func update(from pass: Pass) {
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
        observed.ledger = pass.ledger
        for outcome in pass.outcomes where outcome.succeeded { observed.apply(outcome.step) }
    }

    /// An event for servers that the operator drains and that have lost their last connection.
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

    /// Services that are not made yet because a proxy serves their clients, and where.
    var withheld: [ServiceKey: Endpoint] {
        plan.handovers.reduce(into: [:]) { $0[$1.service] = $1.proxy }
    }
}
