import HAProxy
import Testing

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
}
