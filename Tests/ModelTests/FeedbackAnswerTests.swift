import Model
import Seeds
import Testing

@Suite("Answers of agents")
struct FeedbackAnswerTests {
    /// A line and what it says.
    struct Line: Sendable, CustomTestStringConvertible {
        let text: String
        let answer: FeedbackAnswer?
        var unknown: String?

        var testDescription: String { text }
    }

    @Test(
        "a line says what it says",
        arguments: [
            Line(text: "92", answer: .init(idle: 92)), Line(text: "0", answer: .init(idle: 0)),
            Line(text: "100\r\n55", answer: .init(idle: 100)), Line(text: "101", answer: nil),
            Line(text: "007", answer: .init(idle: 7)), Line(text: "-1", answer: nil),
            Line(text: "92.5", answer: nil), Line(text: "", answer: nil),
            Line(text: "  \t, ", answer: nil), Line(text: "hello", answer: nil),
            Line(text: "92%", answer: .init(idle: 92)), Line(text: "150%", answer: nil),
            Line(text: "%", answer: nil), Line(text: "weight:40%", answer: .init(idle: 40)),
            Line(text: "weight:40", answer: nil), Line(text: "Drain", answer: .init(wish: .drain)),
            Line(text: "MAINT", answer: .init(wish: .maint)),
            Line(text: "ready up 75%", answer: .init(idle: 75, wish: .ready, ability: .up)),
            Line(text: "stopped", answer: .init(ability: .down)),
            Line(
                text: "fail#disk is full",
                answer: .init(ability: .down, description: "disk is full")),
            Line(text: "down # a\tb", answer: .init(ability: .down, description: "a?b")),
            Line(text: "maxconn:30", answer: .init(limit: 30)),
            Line(text: "maxconn:", answer: nil), Line(text: "maxconn:70000", answer: nil),
            // The last of each kind counts.
            Line(
                text: "10%,drain,up,20%,ready,down,maxconn:1\tmaxconn:0",
                answer: .init(idle: 20, wish: .ready, ability: .down, limit: 0)),
            Line(text: "92 nonsense 150%", answer: .init(idle: 92), unknown: "nonsense"),
            Line(text: "#92", answer: nil),
        ])
    func read(line: Line) {
        var expected = line.answer
        expected?.unknown = line.unknown
        #expect(FeedbackAnswer(Array(line.text.utf8)) == expected)
    }

    @Test("a longer line than may be is none")
    func limit() {
        let long = "92 " + String(repeating: "x", count: FeedbackAnswer.lineLimit - 3)
        #expect(FeedbackAnswer(Array(long.utf8))?.idle == 92)
        #expect(FeedbackAnswer(Array((long + "x").utf8)) == nil)
    }

    @Test("any bytes are read, and what comes of them is within its bounds")
    func fuzz() {
        let pieces = [
            "92", "%", "drain", "up", "DOWN", "maxconn:", "weight:", " ", ",", "\t", "#", "\r",
            "\n",
            "99999999999999999999", "\u{0}", "é", "ready",
        ]
        for seed in 0..<5_000 {
            var numbers = SeededNumbers(seed: seed)
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...40, using: &numbers) {
                if numbers.oneIn(4) {
                    bytes.append(UInt8.random(in: 0...255, using: &numbers))
                } else {
                    bytes += Array(numbers.pick(pieces).utf8)
                }
            }
            guard let answer = FeedbackAnswer(bytes) else { continue }
            let texts = [answer.description, answer.unknown ?? ""]
            let isGood =
                (0...100).contains(answer.idle ?? 0) && (0...65_535).contains(answer.limit ?? 0)
                && texts.allSatisfy { $0.utf8.count <= FeedbackAnswer.textLimit }
                && texts.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } }
                && (answer.idle != nil || answer.wish != nil || answer.ability != nil
                    || answer.limit != nil)
            if !isGood { Issue.record("seed \(seed): \(answer)") }
        }
    }
}
