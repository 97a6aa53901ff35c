import Model
import Testing

@testable import ballast

@Suite("Output")
struct OutputTests {
    @Test(
        "times are RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_007, "2000-02-29T00:00:00.007Z"),
            (1_795_410_734_031, "2026-11-23T05:12:14.031Z"),
        ])
    func timestamps(milliseconds: Int64, text: String) {
        #expect(timestamp(milliseconds) == text)
    }

    @Test("an event with many details says how many it leaves out")
    func details() {
        let event = Event(
            time: 0, kind: .applied, message: "", details: (1...50).map { "\($0)" })
        #expect(event.details.count == Event.detailLimit)
        #expect(event.details.last == "and 31 more")
    }
}
