import Foundation
import Series
import Testing

@testable import Commands
@testable import Controller

extension AnswerKeyTests {
    @Test("every key of recorded values is written")
    func series() throws {
        let table = SeriesTable(
            columns: [.active, .bytesIn],
            rows: [SeriesTable.Row(time: 300, averages: [1.5, nil], maxima: [3, 1e9])])
        let mark = SeriesMark(time: 299_000, kind: .down, text: "web/web1 is down: refused")
        let answer = SeriesAnswer(
            SeriesQuery(name: "web", part: "web1"), table, marks: [mark])
        try verify(.series, [answer])
        #expect(answer.table == table)
    }

    @Test("a request for recorded values is the same after it was a path")
    func seriesPaths() throws {
        var query = SeriesQuery(name: "a b/%", part: "web&1=")
        query.range = .year
        query.topic = .packets
        query.form = .png
        #expect(SeriesQuery(path: query.path) == query)
        #expect(SeriesQuery(path: SeriesQuery().path) == SeriesQuery())
        for path in [
            "/series", "/series?range=decade", "/series?part=a", "/series?name=", "/series?x=1",
            "/series?name=%zz", "/status",
        ] {
            #expect(SeriesQuery(path: path) == nil, "\(path)")
        }
    }

    @Test("a failure is told from a table and a picture")
    func seriesFailure() throws {
        let text = #"{"failure":"the disk is full"}"#
        #expect(SeriesFailure(Array(text.utf8))?.failure == "the disk is full")
        #expect(SeriesFailure(Array("time,active".utf8)) == nil)
    }
}
