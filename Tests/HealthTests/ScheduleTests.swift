import Testing

@testable import Health

@Suite("The schedule")
struct ScheduleTests {
    private static let probe = Probe(.ping, at: local(0))

    @Test("starts that are late do not move the period")
    func drift() {
        let interval = Duration.seconds(2)
        let begin = MonotonicTime(nanoseconds: 5_000_000_000)
        let scheduled = ScheduledProbe(
            Self.probe, number: 1, interval: interval, fraction: 0.25,
            warmUp: .milliseconds(200), now: begin)
        #expect(scheduled.next == begin + .milliseconds(50))
        var random = SystemRandomNumberGenerator()
        scheduled.advance(at: scheduled.next)
        let anchor = scheduled.next
        for turn in 1...1_000 {
            let late = Duration.nanoseconds(Int64.random(in: 0..<1_900_000_000, using: &random))
            scheduled.advance(at: scheduled.next + late)
            #expect(scheduled.next == anchor + interval * turn)
        }
    }

    @Test("turns that were missed are left out")
    func missed() {
        let scheduled = ScheduledProbe(
            Self.probe, number: 1, interval: .seconds(1), fraction: 0, warmUp: .zero,
            now: MonotonicTime(nanoseconds: 0))
        scheduled.advance(at: MonotonicTime(nanoseconds: 7_300_000_000))
        #expect(scheduled.next.nanoseconds == 8_000_000_000)
    }

    @Test("another period counts from the last start")
    func change() {
        let scheduled = ScheduledProbe(
            Self.probe, number: 1, interval: .seconds(10), fraction: 0, warmUp: .zero,
            now: MonotonicTime(nanoseconds: 0))
        scheduled.advance(at: MonotonicTime(nanoseconds: 10_000_000_000))
        scheduled.change(interval: .seconds(2), now: MonotonicTime(nanoseconds: 11_000_000_000))
        #expect(scheduled.next.nanoseconds == 12_000_000_000)
    }

    @Test("timers come out in order, whatever the order they went in")
    func heap() {
        var heap = TimerHeap()
        let times = (0..<1_000).map { Int64($0) }.shuffled()
        for time in times {
            heap.insert(.init(time: .init(nanoseconds: time), purpose: .start(Int(time))))
        }
        heap.compact { $0.time.nanoseconds % 3 != 0 }
        #expect(heap.removeFirst(until: .init(nanoseconds: 0)) == nil)
        var out: [Int64] = []
        while let timer = heap.removeFirst(until: .init(nanoseconds: 2_000)) {
            out.append(timer.time.nanoseconds)
        }
        #expect(out == (0..<1_000).filter { $0 % 3 != 0 })
    }

    @Test("no tenth of a period has twice its share of the starts")
    func spread() async throws {
        let probes = (0..<1_000).map { Probe(.ping, at: local(UInt16($0))) }
        let shares = try await withRunner { runner in
            await runner.replace(
                Dictionary(uniqueKeysWithValues: probes.map { ($0, .seconds(3_600)) }))
            return await runner.tenths()
        }
        #expect(shares.count == 10)
        for share in shares { #expect((50...150).contains(share)) }
    }
}

extension ProbeRunner {
    /// How many second starts lie in each tenth of an hour.
    nonisolated func tenths() async -> [Int] {
        poll.signal()
        return await countTenths()
    }

    private func countTenths() -> [Int] {
        poll.consume()
        var shares = [Int](repeating: 0, count: 10)
        for scheduled in byNumber.values {
            scheduled.advance(at: .init(nanoseconds: 0))
            let hour: Int64 = 3_600_000_000_000
            shares[Int(scheduled.next.nanoseconds % hour / (hour / 10))] += 1
        }
        return shares
    }
}
