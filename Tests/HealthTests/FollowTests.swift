import Addresses
import Seeds
import Testing

@testable import Health
@testable import Model

@Suite("Documents that follow each other")
struct FollowTests {
    /// A use of a probe: its schedule, and its servers.
    private struct Use: Hashable {
        let check: ServerCheck
        let servers: Set<ServerID>
    }

    private static func uses(of board: HealthBoard) -> [Probe: Set<Use>] {
        board.checks.uses.mapValues { uses in
            Set(
                uses.map {
                    let settings = $0.settings
                    return Use(
                        check: ServerCheck(settings.mode, timing: settings.timing),
                        servers: Set($0.servers))
                })
        }
    }

    private static func agents(of board: HealthBoard) -> [Probe: [Set<ServerID>]] {
        board.agents.uses.mapValues { $0.map { Set($0.servers) } }
    }

    private static func states(
        _ verdicts: Verdicts
    ) -> ServiceTable<[Endpoint: Verdict.State]> {
        verdicts.mapValues { $0.mapValues(\.state) }
    }

    @Test("edits one by one lead to the same board and probes as the last document at once")
    func incremental() {
        for seed in 0..<400 {
            var numbers = SeededNumbers(seed: seed)
            var spec = Spec()
            var board = HealthBoard()
            // The set of the runner.
            var periods: [Probe: Duration] = [:]
            for _ in 0..<Int.random(in: 2...12, using: &numbers) {
                for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                    Self.edit(&spec, &numbers)
                }
                let changes = board.follow(spec, at: 0)
                for probe in changes.removed { periods[probe] = nil }
                periods.merge(changes.periods) { $1 }
                for probe in periods.keys.filter({ _ in Bool.random(using: &numbers) }) {
                    let report = Self.report(of: probe, &numbers)
                    periods.merge(board.apply([report], at: .now).periods) { $1 }
                }
            }
            var whole = HealthBoard(restoring: board.snapshot)
            whole.follow(spec, at: 0)
            #expect(periods == board.periods, "seed \(seed)")
            #expect(periods == whole.periods, "seed \(seed)")
            #expect(Self.uses(of: board) == Self.uses(of: whole), "seed \(seed)")
            #expect(Self.agents(of: board) == Self.agents(of: whole), "seed \(seed)")
            let settings = [board, whole].map {
                $0.checks.servers.mapValues { $0.mapValues(\.settings) }
            }
            #expect(settings[0] == settings[1], "seed \(seed)")
            #expect(Self.states(board.verdicts) == Self.states(whole.verdicts), "seed \(seed)")
            #expect(Self.states(board.news.verdicts) == Self.states(board.verdicts))
            #expect(board.readings == whole.readings, "seed \(seed)")
            #expect(board.snapshot == whole.snapshot, "seed \(seed)")
        }
    }

    @Test("the probes of a service start one after the other, and its checks share their settings")
    func neighbours() throws {
        var numbers = SeededNumbers(seed: 5)
        var spec = Spec()
        for service in 1...40 {
            let listen = try #require(Endpoint("10.0.0.\(service):80"))
            spec.services.append(
                Service(
                    name: "s\(service)", key: .listen(.tcp, listen), check: Check(.negotiate),
                    servers: try (1...10).map { server in
                        RealServer(
                            name: "r\(server)",
                            address: try #require(IPAddress("10.1.\(service).\(server)")))
                    }.shuffled(using: &numbers)))
        }
        var board = HealthBoard()
        let order = board.follow(spec, at: 0).order
        #expect(Set(order).count == 400)
        let owners = try order.map { probe in
            try #require(board.checks.uses[probe]?.first?.servers.first { _ in true }).service
        }
        let changes = zip(owners, owners.dropFirst()).count { $0 != $1 }
        #expect(changes == 39)
        for (_, servers) in board.checks.servers {
            let terms = Set(servers.values.map { ObjectIdentifier($0.settings.terms) })
            #expect(terms.count == 1)
        }
        // An edit of one service starts no other probe.
        spec.services[3].check?.interval = .seconds(99)
        #expect(board.follow(spec, at: 0).order.count == 10)
    }

    @Test("the state of a server takes few bytes")
    func size() {
        #expect(MemoryLayout<Verdict>.stride == 40)
        #expect(MemoryLayout<Board<VerdictMachine>.Server>.stride <= 96)
        #expect(MemoryLayout<Probe>.size == 8)
    }

    /// A conclusive result, or the answer of an agent.
    private static func report(of probe: Probe, _ numbers: inout SeededNumbers) -> ProbeReport {
        let hasPassed = Bool.random(using: &numbers)
        let result = CheckResult(time: 1, hasPassed ? .passed : .failed)
        guard case .feedback = probe.kind else { return ProbeReport(probe: probe, result: result) }
        let idle = Int.random(in: 0...100, using: &numbers)
        return ProbeReport(
            probe: probe, result: result, answer: hasPassed ? FeedbackAnswer(idle: idle) : nil)
    }

    private static func edit(_ spec: inout Spec, _ numbers: inout SeededNumbers) {
        let places = spec.services.indices
        guard let place = places.randomElement(using: &numbers), !numbers.oneIn(4) else {
            spec.services.append(service(&numbers))
            return
        }
        switch Int.random(in: 0...7, using: &numbers) {
        case 0: spec.services.remove(at: place)
        // Listed twice, perhaps with other servers.
        case 1: spec.services.append(spec.services[place])
        case 2: spec.services[place].key = key(&numbers)
        case 3: spec.services[place].servers.shuffle(using: &numbers)
        case 4: spec.services[place].check = check(&numbers)
        case 5: spec.services[place].feedback = feedback(&numbers)
        case 6: spec.services[place].servers = service(&numbers).servers
        default:
            spec.health.interval = .seconds(Int.random(in: 1...2, using: &numbers))
            spec.services.shuffle(using: &numbers)
        }
    }

    private static func key(_ numbers: inout SeededNumbers) -> ServiceKey {
        .mark(UInt32.random(in: 1...4, using: &numbers), .ipv4)
    }

    private static func service(_ numbers: inout SeededNumbers) -> Service {
        var service = Service(name: "s", key: key(&numbers), check: check(&numbers))
        service.feedback = feedback(&numbers)
        for number in 0..<Int.random(in: 0...4, using: &numbers) {
            let port = UInt16.random(in: 80...83, using: &numbers)
            var server = RealServer(name: "r\(number)", address: local(port).address, port: port)
            if numbers.oneIn(4) { server.check = check(&numbers) }
            if numbers.oneIn(4) { server.feedback = feedback(&numbers) }
            service.servers.append(server)
        }
        return service
    }

    private static func check(_ numbers: inout SeededNumbers) -> Check? {
        if numbers.oneIn(5) { return nil }
        var check = Check(numbers.pick([.connect, .negotiate, .connects(1), .ping, .on, .off]))
        if numbers.oneIn(2) { check.service = .http }
        if numbers.oneIn(2) { check.request = numbers.pick(["/", "/a"]) }
        if numbers.oneIn(2) { check.interval = .seconds(Int.random(in: 1...3, using: &numbers)) }
        if numbers.oneIn(2) { check.downInterval = .seconds(7) }
        if numbers.oneIn(3) { check.timeout = .seconds(4) }
        if numbers.oneIn(3) { check.fall = 2 }
        return check
    }

    private static func feedback(_ numbers: inout SeededNumbers) -> Feedback? {
        if numbers.oneIn(2) { return nil }
        var feedback = Feedback(numbers.pick([Feedback.Method.agent, .http, .none]))
        if numbers.oneIn(2) { feedback.address = local(1).address }
        if numbers.oneIn(3) { feedback.interval = .seconds(Int.random(in: 1...2, using: &numbers)) }
        if numbers.oneIn(3) { feedback.hold = 1 }
        return feedback
    }

    /// Services of three servers each.
    private static func farm(_ count: UInt32) -> Spec {
        Spec(
            services: (0..<count).map { number in
                var service = Service(
                    name: "s\(number)", key: .mark(number + 1, .ipv4), check: Check(.negotiate))
                service.check?.service = .http
                service.feedback = Feedback(.agent)
                service.servers = (0..<UInt32(3)).map {
                    let address = IPv4Address(rawValue: 0x7f01_0000 + number * 3 + $0)
                    return RealServer(name: "r\($0)", address: .v4(address), port: 80)
                }
                return service
            })
    }

    @Test("an edit of one service changes its probes and no other")
    func single() {
        var spec = Self.farm(50)
        var board = HealthBoard()
        #expect(board.follow(spec, at: 0).periods.count == 300)
        #expect(board.follow(spec, at: 0) == HealthBoard.ProbeChanges())
        spec.services[7].servers[1].weight = 9
        #expect(board.follow(spec, at: 0) == HealthBoard.ProbeChanges())
        spec.services[7].check?.request = "/other"
        let request = board.follow(spec, at: 0)
        #expect(request.periods.count == 3 && request.removed.count == 3)
        spec.services[7].check?.interval = .seconds(1)
        let interval = board.follow(spec, at: 0)
        #expect(interval.periods.count == 3 && interval.removed.isEmpty)
        #expect(interval.periods.values.allSatisfy { $0 == .seconds(1) })
        spec.services.remove(at: 7)
        #expect(board.follow(spec, at: 0).removed.count == 6)
        spec.health.interval = .seconds(3)
        #expect(board.follow(spec, at: 0).periods.count == 147)
    }

    @Test("a check of connections continues its round when all of its servers are others")
    func round() throws {
        var spec = Spec.checked(servers: 1)
        spec.services[0].check?.type = .connects(1)
        var board = HealthBoard()
        board.follow(spec, at: 0)
        let probe = try #require(board.periods.keys.first)
        let report = ProbeReport(probe: probe, result: .at(1, passed: true))
        #expect(board.apply([report], at: .now).negotiations.isEmpty)
        // The same server and check, in another service.
        spec.services[0].key = .mark(7, .ipv4)
        #expect(board.follow(spec, at: 2).removed.isEmpty)
        #expect(board.apply([report], at: .now).negotiations.count == 1)
        #expect(board.apply([report], at: .now).negotiations.isEmpty, "one is under way")
    }
}
