import Addresses
import Foundation
import Model
import Seeds
import Testing

@testable import Health

@Suite("The damping of feedback")
struct FeedbackMachineTests {
    private static func settings(
        smoothing: Int = 50, minimum: Int = 3, maximum: Int = 25, hold: Int = 3
    ) -> ServerFeedback {
        var given = Feedback(.agent)
        (given.smoothing, given.minimumStep, given.maximumStep) = (smoothing, minimum, maximum)
        given.hold = hold
        return ServerFeedback(given, of: local(80).address)
    }

    /// Raw, smoothed and applied after each of these answers; nil: there was none.
    private static func readings(_ answers: [Int?], _ settings: ServerFeedback) -> [String] {
        var machine = FeedbackMachine()
        return answers.map { idle in
            _ = machine.apply(
                idle.map { FeedbackAnswer(idle: $0) }, reason: "no", at: 1, of: settings)
            return "\(machine.reading)"
        }
    }

    @Test("the first answer counts at once, later ones move an average, in steps")
    func average() {
        #expect(
            Self.readings([90, 90, 10, 10, 10, 10], Self.settings())
                == ["90/90/90", "90/90/90", "10/50/65", "10/30/40", "10/20/20", "10/15/15"])
        #expect(
            Self.readings([90, 10], Self.settings(smoothing: 0, maximum: 100))
                == ["90/90/90", "10/10/10"])
    }

    @Test("a stored state with impossible numbers is not plausible")
    func plausible() throws {
        var machine = FeedbackMachine()
        #expect(machine.isPlausible)
        _ = machine.apply(FeedbackAnswer(idle: 90), at: 1_795_425_840_000, of: Self.settings())
        #expect(machine.isPlausible)
        let text = String(decoding: try JSONEncoder().encode(machine), as: UTF8.self)
        for key in ["raw", "smoothed", "applied", "missed", "answered", "average"] {
            for number in ["-9223372036854775808", "9223372036854775807"] {
                let bad = text.replacing(
                    try Regex("\"\(key)\":[0-9.]+"), with: "\"\(key)\":\(number)")
                #expect(bad != text, "\(key)")
                let stored = try JSONDecoder().decode(FeedbackMachine.self, from: Data(bad.utf8))
                #expect(!stored.isPlausible, "\(key) \(number)")
            }
        }
    }

    @Test("small changes wait, but for the ends")
    func small() {
        let settings = Self.settings(smoothing: 0, minimum: 5, maximum: 100)
        #expect(
            Self.readings([50, 54, 46, 55, 97, 100, 97, 2, 0], settings)
                == [
                    "50/50/50", "54/54/50", "46/46/50", "55/55/55", "97/97/97", "100/100/100",
                    "97/97/100", "2/2/2", "0/0/0",
                ])
    }

    @Test("the last answer holds for some polls; then nothing is known, and it begins anew")
    func stale() {
        let settings = Self.settings(hold: 2)
        #expect(
            Self.readings([80, nil, nil, nil, nil, 20], settings)
                == ["80/80/80", "80/80/80", "80/80/80", "-/-/-", "-/-/-", "20/20/20"])
        #expect(Self.readings([80, nil], Self.settings(hold: 0)).last == "-/-/-")
        var machine = FeedbackMachine()
        let polls: [FeedbackAnswer?] = [.init(idle: 80), nil, nil, nil, nil]
        let news = polls.map { machine.apply($0, reason: "refused", at: 1, of: settings) }
        #expect(news == [true, false, false, true, false])
        #expect(machine.reading.missed == 4 && machine.reading.reason == "refused")
        #expect(machine.reading.answered == 1 && machine.reading.ability == .up)
    }

    @Test("a word holds while it is repeated, and through a silence that holds the load too")
    func words() {
        var machine = FeedbackMachine()
        let settings = Self.settings(hold: 1)
        func say(_ answer: FeedbackAnswer?) -> FeedbackReading {
            _ = machine.apply(answer, at: 1, of: settings)
            return machine.reading
        }
        for wish in [FeedbackAnswer.Wish.drain, .maint] {
            #expect(say(.init(idle: 80, wish: wish)).wish == wish)
            #expect(say(.init(idle: 80, wish: wish)).wish == wish)
            // One forged answer.
            #expect(say(.init(idle: 80)).wish == .ready)
            #expect(say(.init(wish: wish)).wish == wish)
            #expect(say(.init(wish: .ready)).wish == .ready)
            #expect(say(.init(wish: wish, limit: 7)).limit == 7)
            #expect(say(nil).wish == wish && machine.reading.limit == 7)
            #expect(say(nil).wish == .ready && machine.reading.limit == nil)
        }
        #expect(say(.init(idle: 80, ability: .down, description: "disk")).ability == .down)
        #expect(machine.reading.idle.applied == 80 && machine.reading.reason == "disk")
        #expect(say(.init(idle: 80)).ability == .up)
        #expect(say(.init(idle: 80, ability: .down)).ability == .down)
        #expect(say(nil).ability == .down)
        #expect(say(nil).ability == .up)
        #expect(say(.init(limit: 7)).limit == 7)
        #expect(say(.init(idle: 80)).limit == nil)
    }

    @Test("a word that an earlier run remembers ends after as many silent polls")
    func restart() throws {
        let settings = Self.settings(hold: 2)
        var machine = FeedbackMachine()
        _ = machine.apply(.init(wish: .maint), at: 1, of: settings)
        _ = machine.apply(nil, at: 1, of: settings)
        var restored = try JSONDecoder().decode(
            FeedbackMachine.self, from: JSONEncoder().encode(machine))
        #expect(restored.reading.wish == .maint)
        _ = restored.apply(nil, at: 1, of: settings)
        #expect(restored.reading.wish == .maint)
        _ = restored.apply(nil, at: 1, of: settings)
        #expect(restored.reading.wish == .ready)
    }

    @Test("whatever comes, the applied value keeps its bounds and its steps, and tells of changes")
    func properties() {
        for seed in 0..<1_000 {
            var numbers = SeededNumbers(seed: seed)
            let settings = Self.settings(
                smoothing: Int.random(in: 0...95, using: &numbers),
                minimum: Int.random(in: 0...50, using: &numbers),
                maximum: Int.random(in: 1...100, using: &numbers),
                hold: Int.random(in: 0...3, using: &numbers))
            var machine = FeedbackMachine()
            var lowest = 100
            var highest = 0
            for _ in 0..<50 {
                let before = machine.reading
                var answer: FeedbackAnswer?
                if !numbers.oneIn(5) {
                    let idle = Int.random(in: 0...100, using: &numbers)
                    answer = FeedbackAnswer(idle: idle)
                    if before.idle.applied == nil { (lowest, highest) = (idle, idle) }
                    (lowest, highest) = (min(lowest, idle), max(highest, idle))
                }
                let isNews = machine.apply(answer, at: 1, of: settings)
                let after = machine.reading
                let range = lowest...max(lowest, highest)
                let step = abs(
                    (after.idle.applied ?? 0) - (before.idle.applied ?? after.idle.applied ?? 0))
                let isGood =
                    isNews == !after.means(before)
                    && (after.idle.applied.map(range.contains) ?? true)
                    && (after.idle.smoothed.map(range.contains) ?? true)
                    && (after.idle.applied == nil || step <= settings.maximumStep)
                if !isGood { Issue.record("seed \(seed): \(before) to \(after)") }
            }
            // A steady answer is reached, but for a step that is too small.
            for _ in 0..<300 { _ = machine.apply(.init(idle: 70), at: 1, of: settings) }
            let distance = abs((machine.reading.idle.applied ?? 0) - 70)
            if machine.reading.idle.smoothed != 70 || distance >= max(1, settings.minimumStep) {
                Issue.record("seed \(seed): \(machine.reading)")
            }
        }
    }
}
