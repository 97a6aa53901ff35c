import Testing

@testable import Controller

/// The decision whether the wall clock can be trusted.
@Suite("The clock of series")
struct SeriesClockTests {
    /// A clock that is looked at; `#expect` can't call a mutating function.
    private final class Bench {
        private var clock = SeriesClock()

        func isTrusted(wall: Int64, boot: Int64) -> Bool {
            clock.isTrusted(wall: wall, boot: boot)
        }
    }

    @Test("a step forward is believed once it has lasted, a step back at once")
    func steps() {
        let clock = Bench()
        #expect(clock.isTrusted(wall: 1_000_000, boot: 0))
        #expect(clock.isTrusted(wall: 1_012_000, boot: 10_000))
        let hours: Int64 = 7_200_000
        #expect(!clock.isTrusted(wall: 1_020_000 + hours, boot: 20_000))
        #expect(!clock.isTrusted(wall: 1_030_000 + hours, boot: 30_000))
        // It was a mistake.
        #expect(clock.isTrusted(wall: 1_040_000, boot: 40_000))
        // It was none.
        #expect(!clock.isTrusted(wall: 1_050_000 + hours, boot: 50_000))
        #expect(
            !clock.isTrusted(
                wall: 1_050_000 + hours + SeriesClock.patience - 1,
                boot: 50_000 + SeriesClock.patience - 1))
        let end = 50_000 + SeriesClock.patience
        #expect(clock.isTrusted(wall: 1_000_000 + hours + end, boot: end))
        #expect(clock.isTrusted(wall: 1_010_000 + hours + end, boot: end + 10_000))
        #expect(clock.isTrusted(wall: 1_020_000 + end, boot: end + 20_000))
    }

    @Test("another step begins the wait again")
    func again() {
        let clock = Bench()
        #expect(clock.isTrusted(wall: 0, boot: 0))
        #expect(!clock.isTrusted(wall: 1_000_000, boot: 1000))
        #expect(!clock.isTrusted(wall: 9_000_000, boot: 300_000))
        #expect(!clock.isTrusted(wall: 9_002_000, boot: 302_000))
        #expect(clock.isTrusted(wall: 9_300_000, boot: 600_000))
    }
}
