import Testing

@testable import Reconciliation

@Suite("Wakes of the loop")
struct WakesTests {
    @Test("a first verdict starts a pass at once, those that follow it are combined")
    func burst() {
        var wakes = Wakes()
        let begin = ContinuousClock.now
        #expect(wakes.addVerdicts(at: begin) == nil)
        #expect(wakes.take() == .verdicts)
        #expect(wakes.addVerdicts(at: begin + .milliseconds(10)) == .milliseconds(40))
        #expect(wakes.addVerdicts(at: begin + .milliseconds(20)) == nil)
        #expect(wakes.pending.isEmpty)
        wakes.endBurst(at: begin + .milliseconds(50))
        #expect(wakes.pending == .verdicts)
        #expect(wakes.take() == .verdicts)
        // The next burst begins where this one has ended.
        #expect(wakes.addVerdicts(at: begin + .milliseconds(70)) == .milliseconds(30))
        wakes.endBurst(at: begin + .milliseconds(100))
        #expect(wakes.take() == .verdicts)
        #expect(wakes.addVerdicts(at: begin + .seconds(1)) == nil)
        #expect(wakes.pending == .verdicts)
    }

    @Test("another wake takes the verdicts of a burst with it")
    func others() {
        var wakes = Wakes()
        let begin = ContinuousClock.now
        #expect(wakes.addVerdicts(at: begin) == nil)
        _ = wakes.take()
        #expect(wakes.addVerdicts(at: begin + .milliseconds(1)) != nil)
        wakes.add(.role)
        #expect(wakes.take() == [.role, .verdicts])
        wakes.endBurst(at: begin + .milliseconds(50))
        #expect(wakes.pending.isEmpty)
    }
}
