import Series
import Testing

@Suite("Recent rates")
struct RecentRatesTests {
    @Test("the latest sixty samples are kept, and series that left are forgotten")
    func limit() {
        let (one, two) = (SeriesID(of: "one"), SeriesID(of: "two"))
        var rates = RecentRates()
        rates.add([two: 7])
        for number in 0..<100 { rates.add([one: Float(number)]) }
        #expect(rates[one].count == RecentRates.limit && rates[one].last == 99)
        #expect(rates[two].isEmpty)
        rates.addGap()
        #expect(rates[one].last?.isNaN == true && rates[one].count == RecentRates.limit)
    }

    @Test("a graph for a telephone has no legend, and the colours of the theme")
    func look() {
        func words(_ look: GraphLook) -> [String] {
            var request = GraphRequest(
                path: "x", layout: .packets, title: "web", topic: .traffic, range: .day,
                end: 1_700_000_000, marks: [], form: .svg)
            request.look = look
            return request.arguments
        }
        #expect(words(GraphLook(.dark, .narrow)).contains("--no-legend"))
        #expect(!words(GraphLook(.dark, .wide)).contains("--no-legend"))
        #expect(words(GraphLook(.dark)).contains("BACK#12161b"))
        #expect(words(GraphLook()).contains("BACK#ffffff"))
    }

    @Test("figures leave unknown rows out")
    func figures() {
        let rows = [(10, 1.0, 4.0), (20, nil, nil), (30, 3, 9)].map { time, average, maximum in
            SeriesTable.Row(time: time, averages: [average], maxima: [maximum])
        }
        let figures = SeriesFigures(SeriesTable(columns: [.active], rows: rows), column: 0)
        #expect(figures.words == "average 2, maximum 9, latest 3")
        let none = SeriesFigures(SeriesTable(columns: [.active], rows: []), column: 0)
        #expect(none.words == "average -, maximum -, latest -")
    }
}
