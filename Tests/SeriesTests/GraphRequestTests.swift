import Series
import Testing

@Suite("Graphs as requests")
struct GraphRequestTests {
    private static func request(
        _ range: SeriesRange, _ topic: SeriesTopic = .traffic, _ marks: [SeriesMark] = []
    ) -> GraphRequest {
        GraphRequest(
            path: "/var/lib/a:b/x.rrd", layout: .packets, title: "web", topic: topic,
            range: range, end: 1_700_000_123, marks: marks, form: .svg)
    }

    private static func value(of option: String, in words: [String]) -> Int? {
        words.firstIndex(of: option).flatMap { Int(words[$0 + 1]) }
    }

    @Test("average and maximum of each column are drawn", arguments: SeriesRange.allCases)
    func both(range: SeriesRange) {
        let words = Self.request(range).arguments
        let definitions = words.filter { $0.hasPrefix("DEF:") }
        #expect(definitions.count == 4)
        #expect(definitions.allSatisfy { $0.contains("=/var/lib/a\\:b/x.rrd:bytes") })
        #expect(words.count { $0.hasPrefix("AREA:a") || $0.hasPrefix("LINE2:a") } == 2)
        #expect(words.count { $0.hasPrefix("LINE1:m") && $0.contains("maximum") } == 2)
        // The file has no maxima of ten seconds.
        #expect(definitions.contains { $0.hasSuffix(":MAX") } == range.hasMaxima)
        #expect(definitions.contains { $0.hasSuffix("reduce=MAX") } != range.hasMaxima)
    }

    @Test("the shown time is whole rows", arguments: SeriesRange.allCases)
    func time(range: SeriesRange) throws {
        let words = Self.request(range).arguments
        let start = try #require(Self.value(of: "--start", in: words))
        let end = try #require(Self.value(of: "--end", in: words))
        #expect(end % range.step == 0 && end <= 1_700_000_123)
        #expect(end - start == range.span)
    }

    @Test("each kind of mark has one legend, and marks outside of the time have no line")
    func marks() {
        let end = 1_700_000_123
        let marks = [-1, 100, 200, 4000].map { age in
            SeriesMark(time: Int64(end - age) * 1000, kind: .down, text: "")
        }
        let words = Self.request(.hour, .new, marks).arguments
        let lines = words.filter { $0.hasPrefix("VRULE:") }
        #expect(lines.count == 2)
        #expect(lines.count { $0.hasSuffix(":down") } == 1)
        #expect(Self.request(.hour).arguments.allSatisfy { !$0.hasPrefix("VRULE:") })
    }

    @Test("a graph without columns is none of proxies' packets")
    func columns() {
        #expect(SeriesTopic.packets.columns(of: .sessions).isEmpty)
        for topic in SeriesTopic.allCases {
            #expect((1...2).contains(topic.columns(of: .packets).count))
        }
    }
}
