import Addresses
import Foundation
import Seeds
import Testing
import VRRP

/// Random clusters in random trouble, then a quiet network: by seed.
///
/// `BALLAST_SEEDS=100000` runs so many seeds in place of 1,000 (`make simulate`),
/// `BALLAST_SEED=N` one of them.
@Suite("Simulation of elections")
struct SimulationTests {
    /// A part of the seeds, which runs beside the others.
    struct Part: Sendable, CustomTestStringConvertible {
        let first: Int
        let count: Int
        let step: Int

        var testDescription: String { "every \(step)th seed from \(first) to \(count)" }
    }

    private static let parts: [Part] = {
        let environment = ProcessInfo.processInfo.environment
        if let one = environment["BALLAST_SEED"].flatMap(Int.init) {
            return [Part(first: one, count: one, step: 1)]
        }
        let count = environment["BALLAST_SEEDS"].flatMap(Int.init) ?? 1000
        return (1...10).map { Part(first: $0, count: count, step: 10) }
    }()

    @Test("exactly one node is active in a quiet network, whatever was before", arguments: parts)
    func random(part: Part) {
        for seed in stride(from: part.first, through: part.count, by: part.step) {
            let problem = Trouble(seed: seed).run()
            #expect(problem == nil, "seed \(seed): \(problem ?? "")")
        }
    }

    @Test("with deaf links that stay, the role does not move for ever", arguments: parts)
    func deaf(part: Part) {
        for seed in stride(from: part.first, through: part.count, by: part.step) {
            let problem = Trouble(seed: seed, count: 3).runDeaf()
            #expect(problem == nil, "seed \(seed): \(problem ?? "")")
        }
    }
}

/// One run of the simulation.
private final class Trouble {
    private let cluster: Cluster
    private let interval: Duration
    private let links: Int
    private let count: Int
    private let preempts: Bool
    private var problem: String?
    private var isQuiet = false
    private var isDeaf = false
    private var doubleSince: Moment?

    /// - Parameter given: number of nodes; nil: two or three.
    init(seed: Int, count given: Int? = nil) {
        cluster = Cluster(seed: seed)
        interval = cluster.numbers.pick([.milliseconds(10), .milliseconds(100), .seconds(1)])
        links = Int.random(in: 1...2, using: &cluster.numbers)
        count = given ?? (cluster.numbers.oneIn(3) ? 3 : 2)
        preempts = !cluster.numbers.oneIn(3)
        let longest = interval == .milliseconds(10) ? 500 : 5000
        cluster.delay = 20...Int.random(in: 21...longest, using: &cluster.numbers)
        for _ in 0..<count {
            let priority = cluster.numbers.pick([1, 100, 100, 150, 200, 254]) as UInt8
            let delayed = cluster.numbers.oneIn(4)
            let preempts = preempts
            let interval = interval
            cluster.addNode(priority: priority, links: links, interval: interval) {
                $0.preempts = preempts
                $0.preemptDelay = delayed ? interval * 2 : .zero
                $0.controllerGrace = interval * 3
                $0.gatewaySettle = interval
                $0.announcements = [.milliseconds(50)]
            }
        }
    }

    /// The violated invariant, or nil.
    func run() -> String? {
        trouble()
        // The RFC's bound: the down interval; one more interval for a node that woke up late;
        // then the time for preemption with its delay.
        cluster.run(for: interval * 6 + .milliseconds(20))
        expectOne("after the down interval")
        cluster.run(for: interval * 8 + .milliseconds(200))
        let settled = cluster.holders
        for _ in 0..<6 {
            cluster.run(for: interval)
            expectOne("later")
            if cluster.holders != settled { fail("the role moved without a reason") }
        }
        if preempts, problem == nil { expectBest() }
        if problem == nil { handOver() }
        return problem
    }

    /// The violated invariant of a network that is quiet, and deaf in some directions; nil: none.
    func runDeaf() -> String? {
        trouble()
        isDeaf = true
        for from in 0..<count {
            for to in 0..<count where from != to && cluster.numbers.oneIn(4) {
                for link in 0..<links { cluster.cut(from, to, link) }
            }
        }
        cluster.run(for: interval * 40 + .milliseconds(400))
        let settled = cluster.holders
        for _ in 0..<30 {
            cluster.run(for: interval)
            if cluster.holders.isEmpty { fail("no holder") }
            if cluster.holders != settled { fail("the role moves, without \(cluster.cuts)") }
        }
        return problem
    }

    /// Random trouble, and its end.
    private func trouble() {
        cluster.observe = { [unowned self] _ in check() }
        for index in 0..<count {
            cluster.after(step(2)) { $0.start(index) }
        }
        for _ in 0..<Int.random(in: 3...9, using: &cluster.numbers) {
            cluster.after(step(15)) { [unowned self] _ in disturb() }
        }
        cluster.run(for: interval * 15)
        calm()
        // A stop or a requested handover may have been on its way.
        for index in 0..<count {
            cluster.after(interval * 2 + .milliseconds(100)) {
                if !$0.stations[index].isRunning { $0.start(index) }
                $0.tell(index, .resume)
            }
        }
    }

    /// In a quiet network the role moves without a moment at which the client is not served.
    private func handOver() {
        guard let holder = cluster.holders.first else { return }
        let record = Cluster.Record()
        cluster.observe = { [unowned self] cluster in
            check()
            record.note(cluster)
        }
        let event: ElectionEvent = cluster.numbers.pick([.stop, .standBy, .handOver(to: nil)])
        cluster.tell(holder, event)
        cluster.run(for: interval * 2)
        if cluster.holders.contains(holder) { fail("\(event) moved nothing") }
        cluster.run(for: interval * 2 + .milliseconds(50))
        if !record.isAlwaysServed || record.fewest < 1 { fail("\(event) was a gap") }
    }

    private func step(_ intervals: Int) -> Duration {
        interval * Int.random(in: 0..<(intervals * 1000), using: &cluster.numbers) / 1000
    }

    private func fail(_ text: String) {
        let time = cluster.now - Moment(.seconds(100))
        problem = problem ?? "\(text) at \(time), interval \(interval): \(cluster.holders)"
    }

    private func expectOne(_ when: String) {
        // Two for a moment are a takeover that is under way; `check` has the limit.
        if cluster.holders.isEmpty { fail("no holder \(when)") }
        if !cluster.isServed { fail("the client is not served \(when)") }
    }

    private func expectBest() {
        let best = cluster.stations.compactMap { $0 as? BallastStation }.max {
            ($0.election.settings.priority, $0.election.settings.address)
                < ($1.election.settings.priority, $1.election.settings.address)
        }
        if let best, cluster.holders != [best.index] {
            let holder = cluster.stations[cluster.holders.first ?? 0] as? BallastStation
            // Equal priorities do not preempt.
            if holder?.election.settings.priority != best.election.settings.priority {
                fail("the active node is not the one of the highest priority")
            }
        }
    }

    /// Holds after every event.
    private func check() {
        var holders = 0
        for station in cluster.stations {
            if station.isRunning, station.holds != station.isActive {
                fail("addresses without the role, or the role without addresses")
            }
            if station.holds, !station.isPaused { holders += 1 }
        }
        guard isQuiet, !isDeaf else { return }
        guard holders > 1 else {
            doubleSince = nil
            return
        }
        let since = doubleSince ?? cluster.now
        doubleSince = since
        if cluster.now - since > interval + interval / 2 + .milliseconds(20) {
            fail("two holders for longer than an advertisement")
        }
    }

    private func calm() {
        cluster.loss = 0
        cluster.duplication = 0
        cluster.cuts = []
        isQuiet = true
        for index in 0..<count {
            cluster.resume(index)
            cluster.stations[index].linksDown = []
            for link in 0..<links { cluster.tell(index, .link(link, isUp: true)) }
            cluster.tell(index, .condition(NodeCondition()))
            cluster.tell(index, .controller(isAlive: true))
            cluster.tell(index, .resume)
            if !cluster.stations[index].isRunning { cluster.start(index) }
        }
        // Nodes that were all told to stop would leave no holder.
        let staying = cluster.stations.compactMap { $0 as? BallastStation }.filter {
            $0.isRunning && !$0.isStopping
        }
        if staying.isEmpty {
            cluster.turnOff(0)
            cluster.start(0)
        }
    }

    private func disturb() {
        guard !isQuiet else { return }
        let node = Int.random(in: 0..<count, using: &cluster.numbers)
        let other = (node + 1) % count
        let link = Int.random(in: 0..<links, using: &cluster.numbers)
        switch Int.random(in: 0..<14, using: &cluster.numbers) {
        case 0: cluster.loss = Int.random(in: 0...50, using: &cluster.numbers)
        case 1: cluster.duplication = Int.random(in: 0...50, using: &cluster.numbers)
        case 2: cluster.cutBoth(node, other, link)
        case 3: cluster.cut(node, other, link)
        case 4: for each in 0..<links { cluster.cutBoth(node, other, each) }
        case 5: cluster.cuts = []
        case 6:
            cluster.pause(node)
            cluster.after(step(8)) { $0.resume(node) }
        case 7:
            cluster.stations[node].clockStep +=
                cluster.numbers.pick([step(6), .zero - step(6)])
        case 8: cluster.tell(node, .controller(isAlive: cluster.numbers.oneIn(2)))
        case 9: cluster.tell(node, .condition(condition()))
        case 10: cluster.tell(node, cluster.numbers.oneIn(2) ? .standBy : .resume)
        case 11: cluster.tell(node, .handOver(to: nil))
        case 12: restart(node)
        default:
            let isUp = cluster.numbers.oneIn(2)
            if isUp {
                cluster.stations[node].linksDown.remove(link)
            } else {
                cluster.stations[node].linksDown.insert(link)
            }
            cluster.tell(node, .link(link, isUp: isUp))
        }
    }

    private func restart(_ node: Int) {
        switch Int.random(in: 0..<3, using: &cluster.numbers) {
        case 0: cluster.tell(node, .stop)
        case 1: cluster.kill(node)
        default: cluster.turnOff(node)
        }
        cluster.after(step(6)) { cluster in
            if !cluster.stations[node].isRunning { cluster.start(node) }
        }
    }

    private func condition() -> NodeCondition {
        var condition = NodeCondition()
        condition.isUsable = !cluster.numbers.oneIn(4)
        condition.isReady = !cluster.numbers.oneIn(4)
        condition.penalty = cluster.numbers.pick([0, 0, 20, 90, 400])
        if cluster.numbers.oneIn(3) {
            condition.gateways = NodeCondition.Gateways(
                reached: UInt8.random(in: 0...2, using: &cluster.numbers), total: 2)
        }
        return condition
    }
}
