import Seeds
import Series
import Testing

@Suite("Messages to the recorder")
struct SeriesFrameTests {
    @Test("messages are read as they were written, in any portions")
    func portions() throws {
        var frame = SeriesFrame()
        var values = SeriesValues()
        for column in 0..<7 { values[column] = Float(column) * 1.5 }
        frame.add(SeriesID(of: "a"), .packets, at: 1_700_000_000_123, values)
        frame.addFlush(of: SeriesID(of: "b"), token: 77)
        frame.addRemoval(of: SeriesID(of: "c"))
        frame.add(SeriesID(of: "d"), .sessions, at: 5, SeriesValues())
        for size in 1...frame.bytes.count {
            var messages = SeriesMessages()
            var found: [SeriesMessage] = []
            for start in stride(from: 0, to: frame.bytes.count, by: size) {
                messages.append(frame.bytes[start..<min(frame.bytes.count, start + size)])
                while let message = messages.next() { found.append(message) }
            }
            try #require(found.count == 4)
            guard case .sample(let id, .packets, let time, let read) = found[0],
                case .flush(let flushed, token: 77) = found[1],
                case .remove(let removed) = found[2],
                case .sample(let last, .sessions, 5, _) = found[3]
            else {
                Issue.record("other messages")
                return
            }
            #expect([id, flushed, removed, last] == ["a", "b", "c", "d"].map { SeriesID(of: $0) })
            #expect(time == 1_700_000_000_123)
            #expect((0..<7).allSatisfy { read[$0] == values[$0] })
        }
    }

    @Test("bytes that are no messages end the reading, and never trap")
    func garbage() {
        var random = SeededNumbers(seed: 3)
        for _ in 0..<1000 {
            var messages = SeriesMessages()
            let count = Int.random(in: 0..<200, using: &random)
            messages.append((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
            while messages.next() != nil {}
        }
    }
}
