import Model
import Testing

@Suite("Durations")
struct DurationTests {
    @Test(
        "a duration in words has the unit of its size",
        arguments: [
            (-5_000, "0 s"), (0, "0 s"), (999, "0 s"), (14_000, "14 s"), (119_999, "119 s"),
            (120_000, "2 min"), (7_199_000, "119 min"), (7_200_000, "2 h"), (172_799_000, "47 h"),
            (172_800_000, "2 d"), (8_640_000_000, "100 d"),
        ])
    func words(milliseconds: Int64, text: String) {
        #expect(Duration.milliseconds(milliseconds).words == text)
    }

    @Test("milliseconds have one decimal")
    func milliseconds() {
        #expect(Duration.microseconds(2_130).millisecondWords == "2.1 ms")
        #expect(Duration.microseconds(40).millisecondWords == "0.0 ms")
        #expect(Duration.seconds(5).millisecondWords == "5000.0 ms")
    }

    @Test("whole milliseconds and microseconds are rounded towards zero")
    func whole() {
        #expect(Duration.microseconds(1_999).wholeMilliseconds == 1)
        #expect(Duration.microseconds(-1_999).wholeMilliseconds == -1)
        #expect((Duration.seconds(3) + .nanoseconds(1_999)).wholeMicroseconds == 3_000_001)
    }

    @Test(
        "the notation of documents is read, and written in the largest exact unit",
        arguments: [
            ("500ms", 500, "500ms"), ("10s", 10_000, "10s"), ("120s", 120_000, "2m"),
            ("24h", 86_400_000, "1d"), ("1500ms", 1_500, "1500ms"), ("0d", 0, "0s"),
        ])
    func notation(text: String, milliseconds: Int, written: String) throws {
        let duration = try #require(DurationText(Array(text.utf8)[...]))
        #expect(duration.milliseconds == milliseconds)
        #expect(duration.description == text)
        #expect(DurationText(milliseconds: milliseconds).description == written)
    }

    @Test("no other text is a duration")
    func refused() {
        for text in ["", "5", "s", "01s", "-1s", "1.5s", "1 s", "5us", "5S", "1000000000s"] {
            #expect(DurationText(Array(text.utf8)[...]) == nil, "\(text)")
        }
    }

    @Test("the largest unit can be limited")
    func limited() {
        #expect(DurationText(milliseconds: 3_600_000, upTo: .seconds).description == "3600s")
        #expect(DurationText(milliseconds: 3_600_500, upTo: .seconds).description == "3600500ms")
        #expect(DurationText(milliseconds: 0, upTo: .milliseconds).description == "0s")
    }
}
