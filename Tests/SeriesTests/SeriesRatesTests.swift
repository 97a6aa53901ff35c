import Seeds
import Series
import Testing

@Suite("Rates of counters")
struct SeriesRatesTests {
    private static let id = SeriesID(of: "web")

    private static func reading(_ time: Int64, _ bytes: UInt64, active: Int = 0)
        -> SeriesReading
    {
        SeriesReading(
            time: time, active: active, waiting: 0,
            counters: SeriesCounters(connections: 0, bytesIn: bytes, bytesOut: 0))
    }

    private static let bytesIn = 3

    @Test("a first reading has no values")
    func first() throws {
        var rates = SeriesRates()
        let valuesFound = rates.values(of: Self.id, .packets, Self.reading(1000, 7))
        let values = try #require(valuesFound)
        #expect((0..<8).allSatisfy { values[$0].isNaN })
    }

    @Test("a rate is the difference of two readings by their time")
    func rate() throws {
        var rates = SeriesRates()
        _ = rates.values(of: Self.id, .packets, Self.reading(1000, 500))
        let valuesFound = rates.values(of: Self.id, .packets, Self.reading(3500, 1500, active: 12))
        let values = try #require(valuesFound)
        #expect(values[Self.bytesIn] == 400)
        #expect(values[0] == 12)
        #expect(values[7].isNaN)
    }

    @Test("counters beyond 32 bits, and of 64 bits, keep their rates")
    func wide() throws {
        var rates = SeriesRates()
        _ = rates.values(of: Self.id, .packets, Self.reading(0, UInt64.max - 10_000))
        let valuesFound = rates.values(of: Self.id, .packets, Self.reading(10_000, UInt64.max))
        let values = try #require(valuesFound)
        #expect(values[Self.bytesIn] == 1000)
    }

    @Test("a counter that restarts or overflows has an unknown rate once, and no peak")
    func restart() throws {
        var rates = SeriesRates()
        _ = rates.values(of: Self.id, .packets, Self.reading(0, 4_294_967_290))
        let lowerFound = rates.values(of: Self.id, .packets, Self.reading(10_000, 90))
        let lower = try #require(lowerFound)
        #expect(lower[Self.bytesIn].isNaN)
        #expect(lower[2] == 0)
        let nextFound = rates.values(of: Self.id, .packets, Self.reading(20_000, 190))
        let next = try #require(nextFound)
        #expect(next[Self.bytesIn] == 10)
    }

    @Test("a reading that was not made again has no sample; nor has a clock that was set back")
    func unread() {
        var rates = SeriesRates()
        _ = rates.values(of: Self.id, .packets, Self.reading(1000, 1))
        let same = rates.values(of: Self.id, .packets, Self.reading(1000, 5))
        #expect(same == nil)
        let earlier = rates.values(of: Self.id, .packets, Self.reading(900, 5))
        #expect(earlier == nil)
        let next = rates.values(of: Self.id, .packets, Self.reading(1900, 1005))
        #expect(next?[3] == 1000)
    }

    @Test("no sequence of readings has a rate above the highest possible one")
    func property() {
        var random = SeededNumbers(seed: 7)
        var rates = SeriesRates()
        var (time, bytes): (Int64, UInt64) = (0, 0)
        for _ in 0..<1000 {
            time += Int64.random(in: 1...20_000, using: &random)
            // At most 1,000 bytes a millisecond, and now and then a restart.
            bytes =
                Int.random(in: 0..<20, using: &random) == 0
                ? 0 : bytes + UInt64.random(in: 0...1000, using: &random)
            let values = rates.values(of: Self.id, .packets, Self.reading(time, bytes))
            if let rate = values?[Self.bytesIn], !rate.isNaN { #expect(rate <= 1_000_000) }
        }
    }
}
