import Addresses
import Model
import Testing

@testable import Health

@Suite("Answers that services share")
struct SharedAnswerTests {
    private func service(_ name: String, _ mark: UInt32, port: UInt16) -> Service {
        var service = Service(name: name, key: .mark(mark, .ipv4))
        service.check = Check(.connect)
        service.check?.port = port
        service.servers = [RealServer(name: "web", address: local(80).address, port: 80)]
        return service
    }

    private func state(_ board: HealthBoard, _ service: Service) -> Verdict.State? {
        board.verdicts[service.key]?[service.endpoint(of: service.servers[0])]?.state
    }

    private func answer(
        _ board: inout HealthBoard, port: UInt16, passed: Bool, at time: Int64,
        _ now: ContinuousClock.Instant = .now
    ) {
        for probe in board.periods.keys where probe.target.port == port {
            board.apply(CheckResult(time: time, passed ? .passed : .failed), of: probe, at: now)
        }
    }

    @Test("a new service takes the answer to its own question")
    func shared() {
        var board = HealthBoard()
        let old = service("old", 1, port: 80)
        board.follow(Spec(services: [old]), at: 0)
        answer(&board, port: 80, passed: true, at: 1)
        let new = service("new", 2, port: 80)
        board.follow(Spec(services: [old, new]), at: 2)
        #expect(state(board, new) == .up)
    }

    @Test(
        "an answer to the question that a server was asked before is nobody's", arguments: [80, 81])
    func otherQuestion(port: UInt16) {
        var board = HealthBoard()
        board.follow(Spec(services: [service("a", 1, port: 80)]), at: 0)
        answer(&board, port: 80, passed: true, at: 1)
        // One edit: the check of the first becomes another, and a second service comes.
        let changed = service("a", 1, port: 81)
        let new = service("b", 2, port: port)
        board.follow(Spec(services: [changed, new]), at: 2)
        #expect(state(board, changed) == .up)
        #expect(state(board, new) == .unknown)
        answer(&board, port: 81, passed: false, at: 3)
        #expect(state(board, new) == (port == 81 ? .down : .unknown))
    }

    @Test("the latest answer counts, whatever the clock says")
    func clock() {
        var board = HealthBoard()
        let old = service("old", 1, port: 80)
        var rare = service("rare", 2, port: 80)
        rare.check?.interval = .seconds(3_600)
        board.follow(Spec(services: [old, rare]), at: 0)
        let begin = ContinuousClock.now
        answer(&board, port: 80, passed: true, at: 1_000_000, begin)
        // The clock was set back; only the first has its turn.
        answer(&board, port: 80, passed: false, at: 1, begin + .seconds(10))
        #expect(state(board, old) == .down && state(board, rare) == .up)
        let new = service("new", 3, port: 80)
        board.follow(Spec(services: [old, rare, new]), at: 2)
        #expect(state(board, new) == .down)
    }
}
