import Glibc
import Model
import Testing

@testable import Health

@Suite("Rules of the runner")
struct RulesTests {
    private func origin(_ number: UInt64) throws -> Attempt.Origin {
        let (_, caller) = AsyncThrowingStream<CheckResult, any Error>.makeStream()
        return .caller(token: number, Probe(.ping, at: local(0)), caller)
    }

    private func token(_ origin: Attempt.Origin?) -> UInt64? {
        if case .caller(let token, _, _) = origin { token } else { nil }
    }

    @Test("a lane lets in who came first, however long the line is, and forgets who left")
    func lane() throws {
        var lane = Lane(limit: 1)
        let entered = try (0...5_000).filter { lane.enter(try origin(UInt64($0))) }
        #expect(entered == [0])
        let gone = lane.remove { (self.token($0) ?? 0) % 2 == 0 }
        #expect(gone.count == 2_500)
        for number in stride(from: UInt64(1), to: 5_000, by: 2) {
            let tooMany = lane.next()
            lane.leave(wasSlow: false)
            let next = token(lane.next())
            #expect(tooMany == nil && next == number)
            if number == 3_001 {
                let had = lane.remove { self.token($0) == 1 }
                #expect(had.isEmpty)
            }
        }
        lane.leave(wasSlow: false)
        let none = lane.next()
        #expect(none == nil && lane.running == 0)
    }

    @Test("a server is slow that used its time in vain, and no other")
    func slowness() {
        let scheduled = ScheduledProbe(
            Probe(.ping, at: local(0), timeout: .seconds(4)), number: 0, interval: .seconds(1),
            fraction: 0, first: .now, now: .now)
        func isSlow(_ finding: Finding, _ duration: Duration) -> Bool {
            scheduled.note(CheckResult(finding, at: 0, duration: duration))
            return scheduled.isSlow
        }
        let failure = Finding.failed(.connect, expected: "a connection", seen: "a refusal")
        #expect(isSlow(failure, .seconds(2)))
        #expect(!isSlow(failure, .milliseconds(1_999)))
        #expect(isSlow(.inconclusive(.connect, seen: "no answer"), .seconds(4)))
        #expect(!isSlow(.passed(.connect, seen: "a connection"), .seconds(4)))
    }

    @Test("slow servers never take all of a lane, and neither line waits for ever")
    func share() throws {
        var lane = Lane(limit: 8)
        let hung = Finding.failed(.connect, expected: "a connection", seen: "no answer")
        func slow(_ number: Int) -> Attempt.Origin {
            let scheduled = ScheduledProbe(
                Probe(.ping, at: local(0)), number: number, interval: .seconds(1), fraction: 0,
                first: .now, now: .now)
            scheduled.note(CheckResult(hung, at: 0, duration: scheduled.probe.timeout))
            return .schedule(scheduled)
        }
        let entered = (0..<20).filter { lane.enter(slow($0)) }
        #expect(entered.count == 6)
        // Two places are left for the others.
        let working = try (0..<4).map { lane.enter(try origin(UInt64($0))) }
        #expect(working == [true, true, false, false])
        lane.leave(wasSlow: false)
        #expect(token(lane.next()) == 2)
        // The place of a slow server goes to either line, in turn.
        lane.leave(wasSlow: true)
        let first = lane.next()
        #expect(first?.isSlow == true)
        lane.leave(wasSlow: true)
        #expect(token(lane.next()) == 3)
        lane.leave(wasSlow: false)
        #expect(lane.next()?.isSlow == true)
        #expect(lane.running == 8)
    }

    @Test("a period that is shortened for many at once does not start all of them at once")
    func shortening() {
        let begin = MonotonicTime(nanoseconds: 0)
        let now = begin + .seconds(59)
        let starts = (0..<1_000).map { number in
            let fraction = Double(number) / 1_000
            let probe = ScheduledProbe(
                Probe(.ping, at: local(0)), number: number, interval: .seconds(60),
                fraction: fraction, first: begin + .seconds(1) * fraction, now: begin)
            probe.advance(at: probe.next)
            probe.change(interval: .seconds(1), now: now)
            return probe.next - now
        }
        for tenth in 0..<10 {
            let span = Duration.milliseconds(tenth * 100)..<Duration.milliseconds(tenth * 100 + 100)
            #expect((95...105).contains(starts.count { span.contains($0) }))
        }
    }

    @Test("new probes start in their order within the warm-up, and later between the others")
    func firstStarts() {
        let begin = MonotonicTime(nanoseconds: 0)
        for (interval, warmUp) in [(10, 1), (10, 30), (1, 20)] {
            var schedule = ProbeSchedule()
            var place = ProbeSchedule.Place(warmUp: .seconds(warmUp), of: 500)
            var first: [Duration] = []
            var phases: [Duration] = []
            for number in 0..<500 {
                place.number = number
                let probe = schedule.add(
                    Probe(.ping, at: local(UInt16(number))), interval: .seconds(interval),
                    at: place, now: begin)
                let start = probe.next
                first.append(start - begin)
                probe.advance(at: start)
                #expect(probe.next - start >= .seconds(interval) / 2)
                let period = Int64(interval) * 1_000_000_000
                phases.append(.nanoseconds((probe.next - begin).nanoseconds % period))
            }
            let span = min(interval, warmUp)
            #expect(first == first.sorted() && first.allSatisfy { $0 < .seconds(span) })
            #expect(first.count { $0 < .seconds(span) / 2 } == 250)
            for tenth in 0..<10 {
                let tenths = Duration.milliseconds(interval * 100)
                let part = tenths * tenth..<tenths * (tenth + 1)
                #expect((40...60).contains(phases.count { part.contains($0) }))
            }
        }
    }

    @Test("this machine's own troubles say nothing about a server, and those from afar do")
    func errors() {
        for number in [EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM] {
            #expect(SocketFailure(number: number).finding(.connect).outcome == .inconclusive)
            #expect(SocketFailure(number: number).laterFinding(.receive).outcome == .inconclusive)
        }
        // "Administratively prohibited" in ICMPv6; from socket or connect it is this machine's no.
        #expect(SocketFailure(number: EACCES).finding(.connect).outcome == .inconclusive)
        for number in [EACCES, ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ETIMEDOUT] {
            #expect(SocketFailure(number: number).laterFinding(.connect).outcome == .failed)
        }
    }

    private func result(_ outcome: CheckResult.Outcome) -> CheckResult {
        CheckResult(time: 0, outcome, phase: .receive)
    }

    @Test("after a failed conversation the next one comes at once, and none while one is under way")
    func rounds() {
        var round = Round()
        var due: [Bool] = []
        func connect(isDown: Bool = false) { due.append(round.connected(limit: 2, isDown: isDown)) }
        connect()
        connect()
        connect()
        #expect(due == [false, false, true] && round.isNegotiating)
        round.ended(with: result(.failed))
        #expect(!round.isNegotiating)
        // With a fall of 2 it is still up: connections must not make the failure forgotten.
        connect()
        round.ended(with: result(.inconclusive))
        connect()
        round.ended(with: nil)
        connect(isDown: true)
        #expect(due.suffix(3) == [true, true, true])
        round.ended(with: result(.passed))
        connect()
        connect(isDown: true)
        #expect(due.suffix(2) == [false, true])
    }
}
