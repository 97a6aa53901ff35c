import Series
import Testing

@Suite("Charts in a terminal")
struct SeriesChartTests {
    @Test("an ASCII chart has the average as an area and the maximum above it")
    func ascii() {
        let chart = SeriesChart(
            averages: [0, 1, 2, nil], maxima: [0, 2, 4, nil], width: 4, height: 4, isASCII: true)
        #expect(chart.top == 4)
        #expect(chart.lines == ["  - ", "    ", " -# ", " ## "])
    }

    @Test("a braille chart has two columns and four rows of dots in a character")
    func braille() {
        let chart = SeriesChart(
            averages: [4, 2], maxima: [4, 4], width: 1, height: 1, isASCII: false)
        // The left column is full, the right one has its lower half and its top.
        #expect(chart.lines == [String(Unicode.Scalar(0x2847 + 0x20 + 0x80 + 0x08) ?? " ")])
    }

    @Test("many values share a column: their average, and their highest maximum")
    func resampling() {
        let chart = SeriesChart(
            averages: [0, 4, 0, 0], maxima: [0, 8, 1, 1], width: 2, height: 8, isASCII: true)
        #expect(chart.lines[0] == "- ")
        #expect(chart.lines[6] == "# ")
        #expect(chart.lines[7] == "#-")
    }

    @Test(
        "numbers are short",
        arguments: [
            (0.0, "0"), (3.4, "3.4"), (0.25, "0.25"), (12.34, "12.3"), (999, "999"),
            (999.7, "1k"), (1250, "1.25k"), (1_250_000, "1.25M"), (2e9, "2G"), (120, "120"),
        ])
    func numbers(value: Double, text: String) {
        #expect(SeriesText.number(value) == text)
    }

    private static func table(_ count: Int) -> SeriesTable {
        SeriesTable(
            columns: [.bytesIn, .bytesOut],
            rows: (1...count).map { place in
                SeriesTable.Row(
                    time: place * 300, averages: [Double(place), 5000],
                    maxima: [Double(place) * 2, place % 9 == 0 ? nil : 9000])
            })
    }

    @Test("a graph fits into 80 x 24, in braille and in ASCII", arguments: [true, false])
    func size(isASCII: Bool) {
        let text = SeriesText(
            Self.table(288), marks: [SeriesMark(time: 30_000_000, kind: .down, text: "web/a")],
            columns: [.bytesIn, .bytesOut], topic: .traffic, width: 80, height: 23,
            isASCII: isASCII)
        let lines = text.lines(title: "web: traffic, day") { "\($0)" }
        #expect(lines.count <= 23)
        #expect(lines.count >= 18)
        #expect(lines.allSatisfy { $0.count <= 80 })
        if isASCII { #expect(lines.allSatisfy { $0.allSatisfy(\.isASCII) }) }
        #expect(lines.contains { $0.contains("D down") })
        #expect(lines.contains { $0.contains("maximum 576") })
    }

    @Test("a table without rows has no times")
    func empty() {
        let text = SeriesText(
            SeriesTable(columns: [.active], rows: []), marks: [], columns: [.active],
            topic: .connections, width: 80, height: 23, isASCII: true)
        let lines = text.lines(title: "web") { "\($0)" }
        #expect(lines.contains { $0.contains("nothing is recorded yet") })
    }

    @Test("comma-separated values have a line for each row, and empty unknown values")
    func csv() {
        let table = SeriesTable(
            columns: [.active],
            rows: [
                SeriesTable.Row(time: 10, averages: [1.5], maxima: [2]),
                SeriesTable.Row(time: 20, averages: [nil], maxima: [nil]),
            ])
        #expect(
            table.csv { "\($0)" }
                == "time,activeAverage,activeMaximum\r\n10,1.5,2.0\r\n20,,\r\n")
    }

    @Test("the output of the program is a table")
    func output() throws {
        let table = try #require(
            SeriesTable(
                text: "time active\n10 1.5\n20 U\n\ntime active\n10 2.0\n20 U\n"))
        #expect(table.rows[0].maxima == [2])
        #expect(table.rows[1].averages == [nil])
        #expect(SeriesTable(text: "") == nil)
        #expect(SeriesTable(text: "time other\n\ntime other\n") == nil)
    }

    @Test("a mark of a server concerns that server, its service and the node")
    func marks() {
        let mark = SeriesMark(time: 1, kind: .down, text: "web/a is down: refused")
        #expect(mark.concerns(nil, nil))
        #expect(mark.concerns("web", nil))
        #expect(mark.concerns("web", "a"))
        #expect(!mark.concerns("web", "b"))
        #expect(!mark.concerns("mail", nil))
        #expect(SeriesMark(time: 1, kind: .apply, text: "").concerns("mail", "x"))
    }
}
