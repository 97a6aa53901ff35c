import Testing

@testable import HAProxy

@Suite("how often HAProxy is looked at")
struct LookPaceTests {
    @Test("a look costs a hundredth of the time at most, and none is more than 30 s away")
    func pauses() {
        let pace = LookPace(period: .seconds(2))
        #expect(pace.pause(after: .zero) == .seconds(2))
        #expect(pace.pause(after: .milliseconds(20)) == .seconds(2))
        #expect(pace.pause(after: .milliseconds(50)) == .seconds(5))
        #expect(pace.pause(after: .milliseconds(300)) == .seconds(30))
        #expect(pace.pause(after: .seconds(60)) == .seconds(30))
        #expect(LookPace(period: .seconds(60)).pause(after: .zero) == .seconds(60))
    }

    @Test("while servers wait to be replaced, a look is at most a second away")
    func handover() {
        var looks = LookSchedule(period: .seconds(5))
        #expect(looks.pause(duringHandover: false) == .seconds(5))
        #expect(looks.pause(duringHandover: true) == .seconds(1))
        looks.note(cost: .milliseconds(100))
        #expect(looks.pause(duringHandover: false) == .seconds(10))
        #expect(looks.pause(duringHandover: true) == .seconds(1))
        looks = LookSchedule(period: .milliseconds(200))
        #expect(looks.pause(duringHandover: true) == .milliseconds(200))
    }

    @Test("after three looks in succession without their steps, one applies them")
    func outdated() {
        var looks = LookSchedule(period: .seconds(5))
        for _ in 0..<3 {
            #expect(looks.mayBeOutdated)
            looks.note(isOutdated: true)
        }
        #expect(!looks.mayBeOutdated)
        looks.note(isOutdated: false)
        #expect(looks.mayBeOutdated)
    }
}
