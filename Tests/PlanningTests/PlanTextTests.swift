import Addresses
import Model
import Planning
import Testing

/// What `ballast plan` would print, case by case.
@Suite("Plans as text")
struct PlanTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var spec: Spec
        var observed: Observed
        var seconds = 0
        var steps: [String]
        var notes: [String] = []
        var draining: [String] = []
        var foreign: [String] = []

        var testDescription: String { name }
    }

    @Test("the steps, notes, drains and foreign objects are these", arguments: Case.all)
    func text(_ test: Case) {
        let signals = Signals(now: Moment(milliseconds: Int64(test.seconds) * 1000))
        let plan = plan(from: test.observed, to: desired(from: test.spec, signals: signals))
        #expect(plan.steps.map(\.description) == test.steps)
        #expect(plan.notes == test.notes)
        #expect(plan.draining.map(\.text) == test.draining)
        #expect(plan.foreign.map(\.text) == test.foreign)
    }
}

extension DrainingDestination {
    fileprivate var text: String {
        let end = deadline.map { "until \($0.milliseconds / 1000) s" } ?? "without limit"
        return "\(endpoint) in \(service), \(connections.open) open, \(end)"
    }
}

extension ForeignObject {
    fileprivate var text: String {
        switch self {
        case .service(let key, let count): "\(key), \(count) servers"
        case .address(let address): "\(address)"
        }
    }
}

extension PlanTextTests.Case {
    static let all =
        growth + departures + templates + surroundings + addresses + settings + syncDaemons
        + syncSysctls + firewall

    static let key: ServiceKey = "tcp 10.0.0.1:80"
    static let owned = Ledger(services: [key: LedgerEntry()])

    static func web(
        _ servers: [RealServer], persistence: Persistence? = nil,
        scheduler: Scheduler = .weightedRoundRobin, drain: DrainPolicy = DrainPolicy()
    ) -> Spec {
        var spec = Spec(services: [
            Service(
                name: "web", key: key, scheduler: scheduler, persistence: persistence,
                servers: servers)
        ])
        spec.services[0].drain = drain
        return spec
    }

    static func holding(
        _ destinations: [(Destination, ConnectionCounts)], persistence: Persistence? = nil,
        scheduler: Scheduler = .weightedRoundRobin, ledger: Ledger = owned
    ) -> Observed {
        let service = VirtualService(key: key, scheduler: scheduler, persistence: persistence)
        return Observed(services: [key: .holding(service, destinations)], ledger: ledger)
    }

    static func leaving(since seconds: Int, drain: DrainPolicy = DrainPolicy()) -> Ledger {
        let since = Moment(milliseconds: Int64(seconds) * 1000)
        return Ledger(services: [
            key: LedgerEntry(drain: drain, draining: ["10.0.0.12:80": since])
        ])
    }

    static let idle = ConnectionCounts()
    static let busy = ConnectionCounts(active: 9, inactive: 3)
}
