import TestThreads
import Testing

@testable import FeedbackAgent

@Suite("What the agent measures", .ownThreads)
struct MeasureTests {
    private static let stat = """
        cpu  100 10 50 800 20 5 5 10 90 0
        cpu0 1 1 1 1 1 1 1 1 1 1
        """

    @Test("the processors' times are read: guests not twice, and waiting for a disk is no idleness")
    func times() throws {
        let times = try #require(ProcessorTimes(Self.stat))
        #expect(times == ProcessorTimes(idle: 800, total: 1_000))
        // An old kernel has four numbers.
        #expect(ProcessorTimes("cpu 1 2 3 4") == ProcessorTimes(idle: 4, total: 10))
        for text in ["", "cpu", "cpu 1 2 3", "cpu a b c d", "cpu0 1 2 3 4", "cpu 1 2 3 4 -5"] {
            #expect(ProcessorTimes(text) == nil, "\(text)")
        }
        #expect(ProcessorTimes.now() != nil)
    }

    @Test(
        "idleness is that of the time between",
        arguments: [
            (0, 100, 0), (100, 100, 100), (50, 100, 50), (1, 3, 33), (2, 3, 67), (200, 100, 100),
        ])
    func idleness(idle: UInt64, total: UInt64, percent: Int) {
        let before = ProcessorTimes(idle: 1_000, total: 5_000)
        let after = ProcessorTimes(idle: 1_000 + idle, total: 5_000 + total)
        #expect(after.idleness(since: before) == percent)
        #expect(before.idleness(since: before) == nil)
        #expect(before.idleness(since: after) == nil)
        // Counters that go back are no idleness, and no crash.
        let odd = ProcessorTimes(idle: 900, total: 5_100)
        #expect(odd.idleness(since: before) == 0)
    }

    @Test("memory is what programs could still have")
    func memory() {
        #expect(
            AvailableMemory.share("MemTotal: 1000000 kB\nMemFree: 1 kB\nMemAvailable: 250000 kB")
                == 25)
        #expect(AvailableMemory.share("MemTotal: 1000000 kB") == nil)
        #expect(AvailableMemory.share("MemTotal: 0 kB\nMemAvailable: 0 kB") == nil)
        #expect((0...100).contains(AvailableMemory.now() ?? -1))
    }

    @Test("a command's number is its first word, of 0...100")
    func command() {
        for (text, number) in [
            ("42\n", 42), (" 7% of\n", 7), ("0", 0), ("100", 100), ("101", nil), ("-1", nil),
            ("", nil), ("a 5", nil), ("4.5", nil), ("\u{0}", nil),
        ] {
            #expect(CommandRun.number(in: Array(text.utf8)) == number, "\(text)")
        }
    }

    @Test("the least counts, a wish is always said, and only drain is less than 1")
    func line() {
        var answer = AgentAnswer()
        answer.processor = .known(80)
        answer.memory = .known(30)
        answer.command = .known(50)
        #expect(answer.line(percent: false) == "30 ready\n")
        #expect(answer.line(percent: true) == "30% ready\n")
        answer.isDrained = true
        #expect(answer.line(percent: true) == "0% drain\n")
        for measure in [\AgentAnswer.processor, \.memory, \.command] {
            var busy = AgentAnswer()
            busy[keyPath: measure] = .known(0)
            #expect(busy.line(percent: true) == "1% ready\n")
        }
    }

    @Test("there is no answer while a measure that is asked for is not known, but for drain")
    func unknown() {
        for measure in [\AgentAnswer.processor, \.memory, \.command] {
            var answer = AgentAnswer()
            answer.processor = .known(80)
            answer[keyPath: measure] = .unknown
            #expect(answer.line(percent: true) == nil)
            answer.isDrained = true
            #expect(answer.line(percent: true) == "0% drain\n")
        }
    }
}
