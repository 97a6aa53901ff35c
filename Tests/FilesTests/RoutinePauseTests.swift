import Testing

@testable import Files

@Suite("Pauses of routine work")
struct RoutinePauseTests {
    @Test("pauses that begin at different moments of a second end together")
    func together() {
        let ends = [4_500, 4_999, 5_001, 5_499].map {
            RoutinePause.end(of: .seconds(1), at: .milliseconds($0))
        }
        #expect(Set(ends) == [.seconds(6)])
    }

    @Test("a pause is half a second longer or shorter at most", arguments: [0, 300, 1_000, 8_000])
    func length(milliseconds: Int) {
        let time = Duration.milliseconds(milliseconds)
        for now in stride(from: 0, to: 3_000, by: 7) {
            let pause = RoutinePause.end(of: time, at: .milliseconds(now)) - .milliseconds(now)
            #expect(pause >= max(time, .seconds(1)) - .milliseconds(500))
            #expect(pause <= max(time, .seconds(1)) + .milliseconds(500))
        }
    }
}
