import Addresses
import Foundation
import Model
import Seeds
import Testing

@testable import Health

@Suite("The verdict machine")
struct VerdictMachineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fall = 1
        var rise = 1
        /// Whether the check lacks its secret.
        var isReduced = false
        /// `+` passed, `-` failed.
        var results: String
        /// The verdict after each: `u` up, `d` down.
        var verdicts: String

        var testDescription: String { "fall \(fall), rise \(rise): \(results)" }
    }

    static let cases: [Case] = [
        Case(results: "+-+", verdicts: "udu"),
        Case(results: "--+", verdicts: "ddu"),
        Case(fall: 3, results: "+--+---", verdicts: "uuuuuud"),
        Case(fall: 3, results: "-", verdicts: "d"),
        Case(rise: 2, results: "-+-++", verdicts: "ddddu"),
        Case(fall: 2, rise: 3, results: "+--++-+++", verdicts: "uudddddd" + "u"),
        // The second failure soon after coming up asks for two passes, the third for four.
        Case(results: "+-+-+++", verdicts: "ududduu"),
        Case(results: "+-+-++-+++++", verdicts: "ududdudddduu"),
        // A connection alone brings no server back.
        Case(isReduced: true, results: "+-++++", verdicts: "uddddd"),
    ]

    @Test("the verdicts after each result are these", arguments: cases)
    func table(_ test: Case) {
        var machine = VerdictMachine(at: 0)
        var check = ServerCheck(.on, fall: test.fall, rise: test.rise)
        check.isReduced = test.isReduced
        var verdicts = ""
        for (time, letter) in test.results.enumerated() {
            _ = machine.apply(.at(time, passed: letter == "+"), of: check)
            verdicts += machine.verdict.state == .up ? "u" : "d"
        }
        #expect(verdicts == test.verdicts)
    }

    @Test("a failure that changes no verdict ends the row of passes that makes a server calm")
    func calm() {
        var machine = VerdictMachine(at: 0)
        let check = ServerCheck(.on, fall: 2, rise: 1)
        var time = 0
        func take(_ results: String) {
            for letter in results {
                time += 1
                _ = machine.apply(.at(time, passed: letter == "+"), of: check)
            }
        }
        // Down, up, and down soon after: one flap.
        take("--+--")
        #expect(machine.flaps == 1)
        take("++")
        let passes = String(repeating: "+", count: VerdictMachine.calm - 1)
        take(passes + "-" + passes)
        #expect(machine.flaps == 1 && machine.verdict.state == .up)
        take("+")
        #expect(machine.flaps == 0)
    }

    @Test("a verdict changes only after enough results in a row, and every change is told")
    func properties() {
        for seed in 1...1000 {
            var numbers = SeededNumbers(seed: seed)
            let check = ServerCheck(
                .on, fall: .random(in: 1...5, using: &numbers),
                rise: .random(in: 1...5, using: &numbers))
            var machine = VerdictMachine(at: 0)
            var results: [Bool] = []
            let share = Int.random(in: 1...99, using: &numbers)
            for time in 0..<200 {
                let passed = Int.random(in: 0..<100, using: &numbers) < share
                results.append(passed)
                let before = machine.verdict
                let needed = machine.passesNeeded(by: check)
                let transition = machine.apply(.at(time, passed: passed), of: check)
                #expect(needed >= check.rise && needed <= max(check.rise, 32), "seed \(seed)")
                #expect((transition != nil) == !before.means(machine.verdict))
                #expect(machine.results.count == min(20, time + 1))
                guard let transition, before.state != .unknown,
                    before.state != machine.verdict.state
                else { continue }
                let limit = before.state == .up ? check.fall : needed
                #expect(transition.old == before && transition.new == machine.verdict)
                #expect(results.suffix(limit).allSatisfy { $0 == passed }, "seed \(seed)")
                #expect(results.count > limit, "seed \(seed)")
            }
            // However it flapped, it comes up in the end, and when calm needs no more than rise.
            for time in 200..<400 { _ = machine.apply(.at(time, passed: true), of: check) }
            #expect(machine.verdict.state == .up && machine.passesNeeded(by: check) == check.rise)
        }
    }

    @Test("a check that says nothing changes no verdict, breaks no row, and is counted")
    func inconclusive() {
        let check = ServerCheck(.on, fall: 2)
        var machine = VerdictMachine(at: 0)
        let nothing = CheckResult(time: 1, .inconclusive, seen: "too many open files")
        #expect(machine.apply(nothing, of: check) == nil && machine.verdict.state == .unknown)
        _ = machine.apply(.at(2, passed: true), of: check)
        _ = machine.apply(.at(3, passed: false), of: check)
        for time in 4..<9 {
            var again = nothing
            again.time = Int64(time)
            #expect(machine.apply(again, of: check) == nil)
        }
        #expect(machine.verdict.state == .up && machine.contradictions == 1)
        #expect(machine.verdict.inconclusive == 5 && machine.results.last?.outcome == .inconclusive)
        #expect(machine.apply(.at(9, passed: false), of: check)?.new.state == .down)
        #expect(machine.verdict.inconclusive == 0)
    }

    @Test("another weight from a check is news; no weight is the document's again")
    func weights() {
        let check = ServerCheck(.on)
        var machine = VerdictMachine(at: 0)
        func passed(_ weight: Int?) -> CheckResult { CheckResult(time: 1, .passed, weight: weight) }
        #expect(machine.apply(passed(7), of: check)?.new.weight == 7)
        #expect(machine.apply(passed(7), of: check) == nil)
        #expect(machine.apply(passed(0), of: check)?.new.weight == 0)
        #expect(machine.verdict.state == .up)
        #expect(machine.apply(passed(nil), of: check)?.new.weight == .some(nil))
        _ = machine.apply(passed(7), of: check)
        #expect(machine.apply(CheckResult(time: 2, .failed), of: check)?.new.weight == .some(nil))
    }

    @Test("a snapshot is what it was, also through JSON")
    func restoring() throws {
        for seed in 1...200 {
            var numbers = SeededNumbers(seed: seed)
            let spec = Spec.checked(servers: 5)
            var board = HealthBoard()
            board.follow(spec, at: 0)
            for time in 0..<30 {
                for probe in board.periods.keys where Bool.random(using: &numbers) {
                    board.apply(.at(time, passed: .random(using: &numbers)), of: probe)
                }
            }
            let data = try JSONEncoder().encode(board.snapshot.verdicts)
            let snapshot = HealthSnapshot(
                verdicts: try JSONDecoder().decode([StoredServer].self, from: data))
            #expect(snapshot == board.snapshot)
            var restored = HealthBoard(restoring: snapshot)
            #expect(restored.snapshot == snapshot, "it is kept until there is a document")
            restored.follow(spec, at: 99)
            #expect(restored.snapshot == board.snapshot, "seed \(seed)")
        }
    }
}

@Suite("The board of verdicts")
struct VerdictBoardTests {
    @Test("equal checks of many services are one probe, whose result all of them get")
    func fanOut() throws {
        var spec = Spec.checked(servers: 5)
        for port in UInt16(81)...89 {
            var copy = spec.services[0]
            copy.key = .listen(.tcp, Endpoint(.v4(IPv4Address(rawValue: 1)), port: port))
            spec.services.append(copy)
        }
        var board = HealthBoard()
        board.follow(spec, at: 0)
        #expect(board.periods.count == 5)
        #expect(board.verdicts.values.flatMap(\.values).count == 50)
        let probe = try #require(board.periods.keys.first)
        let changed = board.apply(.at(1, passed: false), of: probe)
        #expect(changed.count == 10)
        #expect(changed == changed.sorted())
        #expect(board.verdicts.values.flatMap(\.values).count { $0.state == .down } == 10)
    }

    @Test("another document keeps what is known of servers that stay, and forgets the others")
    func following() throws {
        var board = HealthBoard()
        board.follow(.checked(servers: 3), at: 0)
        for probe in board.periods.keys { board.apply(.at(1, passed: true), of: probe) }
        var spec = Spec.checked(servers: 4)
        spec.services[0].check?.interval = .seconds(2)
        spec.services[0].servers.removeFirst()
        board.follow(spec, at: 2)
        let states = try #require(board.verdicts[spec.services[0].key])
        #expect(states.values.count { $0.state == .up } == 2)
        #expect(states.values.count { $0.state == .unknown } == 1)
        #expect(board.snapshot.verdicts.count == 2)
    }

    @Test("who comes to a question that others have the answer to has it too")
    func sharing() throws {
        var board = HealthBoard()
        var spec = Spec.checked(servers: 2)
        board.follow(spec, at: 0)
        for (number, probe) in board.periods.keys.sorted(by: { $0.target < $1.target })
            .enumerated()
        {
            board.apply(.at(1, passed: number == 0), of: probe)
        }
        var second = spec.services[0]
        second.key = .mark(7, .ipv4)
        second.check?.interval = .seconds(3)
        var other = second
        other.key = .mark(8, .ipv4)
        other.check?.timeout = .seconds(1)
        spec.services += [second, other]
        board.follow(spec, at: 2)
        let states = { (key: ServiceKey) in
            board.verdicts[key]?.sorted { $0.key < $1.key }.map(\.value.state)
        }
        #expect(states(second.key) == [.up, .down])
        #expect(states(other.key) == [.unknown, .unknown])
        #expect(states(spec.services[0].key) == [.up, .down])
    }

    @Test("only a check that starts with last takes up what an earlier run knew")
    func start() {
        var board = HealthBoard()
        var spec = Spec.checked(servers: 1)
        board.follow(spec, at: 0)
        for probe in board.periods.keys { board.apply(.at(1, passed: false), of: probe) }
        let snapshot = board.snapshot
        for (start, state) in [
            (nil, Verdict.State.down), (.last, .down), (.up, .unknown), (.down, .unknown),
        ] as [(StartState?, Verdict.State)] {
            spec.services[0].check?.start = start
            var restored = HealthBoard(restoring: snapshot)
            restored.follow(spec, at: 2)
            #expect(restored.verdicts.values.flatMap(\.values).map(\.state) == [state])
        }
    }
}

extension CheckResult {
    /// A result that says nothing but this.
    static func at(_ time: Int, passed: Bool) -> CheckResult {
        CheckResult(
            time: Int64(time), passed ? .passed : .failed, seen: passed ? "" : "connect refused")
    }
}

extension Spec {
    /// A service that is checked, with servers 10.0.1.1 and on.
    static func checked(servers: UInt32, interval: Duration? = nil) -> Spec {
        var check = Check(.connect)
        check.interval = interval
        let key = ServiceKey.listen(.tcp, Endpoint(.v4(IPv4Address(rawValue: 1)), port: 80))
        return Spec(services: [
            Service(
                name: "web", key: key, check: check,
                servers: (1...servers).map {
                    let address = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0100 + $0))
                    return RealServer(name: "web\($0)", address: address, port: 80)
                })
        ])
    }
}
