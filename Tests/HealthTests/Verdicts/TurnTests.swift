import Addresses
import Health
import Model
import Testing

@Suite("Turns of inquiries")
struct TurnTests {
    private static func inquiries(_ count: UInt32, interval: Duration = .seconds(10)) -> [Inquiry] {
        (1...count).map {
            Inquiry(
                question: .connect,
                endpoint: Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0000 + $0)), port: 80),
                interval: interval)
        }
    }

    /// The moments at which each inquiry is put, when each probe takes so long.
    private static func turns(
        _ inquiries: [Inquiry], from start: Int64, to end: Int64, taking: Int64 = 0,
        isDown: Bool = false
    ) -> [Inquiry: [Int64]] {
        var schedule = Schedule()
        schedule.follow(inquiries, at: Moment(milliseconds: start))
        var turns: [Inquiry: [Int64]] = [:]
        while let next = schedule.next, next.milliseconds <= end {
            for inquiry in schedule.due(at: next) {
                turns[inquiry, default: []].append(next.milliseconds)
                schedule.finished(
                    inquiry, isDown: isDown,
                    at: Moment(milliseconds: next.milliseconds + taking))
            }
        }
        return turns
    }

    @Test("probes are spread over the interval, and the period is exact")
    func spread() {
        let turns = Self.turns(Self.inquiries(2000), from: 7_000, to: 47_000, taking: 3)
        #expect(turns.count == 2000)
        for moments in turns.values {
            #expect(moments.count == 4)
            #expect(zip(moments, moments.dropFirst()).allSatisfy { $1 - $0 == 10_000 })
            #expect(moments[0] > 7_000 && moments[0] <= 17_000)
        }
        // A hundred windows of 100 ms, 20 inquiries each on the average.
        let windows = Dictionary(grouping: turns.values.map { ($0[0] - 7_001) / 100 }) { $0 }
        #expect(windows.count == 100)
        #expect(windows.values.allSatisfy { $0.count <= 50 })
    }

    @Test("the place of an inquiry is the same in every run")
    func places() {
        let inquiries = Self.inquiries(50)
        let first = Self.turns(inquiries, from: 0, to: 10_000)
        let second = Self.turns(inquiries.reversed(), from: 100_000, to: 110_000)
        for inquiry in inquiries {
            #expect(first[inquiry]?.first.map { $0 + 100_000 } == second[inquiry]?.first)
        }
    }

    @Test("a probe that is still under way misses its turn; what is down is asked more often")
    func speeds() throws {
        let slow = Self.inquiries(1)
        let missed = Self.turns(slow, from: 0, to: 60_000, taking: 12_000)
        #expect(missed.values.first?.count == 3)
        var eager = slow[0]
        eager.downInterval = .seconds(1)
        let turns = try #require(
            Self.turns([eager], from: 0, to: 60_000, isDown: true).values.first)
        #expect(zip(turns, turns.dropFirst()).allSatisfy { $1 - $0 <= 1_000 })
    }

    @Test("a new inquiry is put within ten seconds, however long its interval is")
    func first() {
        let turns = Self.turns(Self.inquiries(20, interval: .seconds(3600)), from: 0, to: 10_000)
        #expect(turns.count == 20)
    }

    @Test("what is not wanted any more has no turn, and what stays keeps its own")
    func following() {
        let inquiries = Self.inquiries(10)
        var schedule = Schedule()
        schedule.follow(inquiries, at: Moment())
        schedule.follow(Array(inquiries.dropLast(4)), at: Moment(milliseconds: 5))
        #expect(schedule.count == 6)
        let due = schedule.due(at: Moment(milliseconds: 10_000))
        #expect(Set(due) == Set(inquiries.dropLast(4)))
        schedule.follow([], at: Moment(milliseconds: 10_001))
        for inquiry in due {
            schedule.finished(inquiry, isDown: false, at: Moment(milliseconds: 10_002))
        }
        #expect(schedule.next == nil && schedule.count == 0)
    }
}
