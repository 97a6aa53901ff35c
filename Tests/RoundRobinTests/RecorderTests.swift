import Foundation
import RoundRobin
import Series
import Testing

@Suite("The recorder of series")
struct RecorderTests {
    @Test("samples are in the file of their series, averages and maxima")
    func samples() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        bench.record("web", [.nan] + (0..<90).map { $0 % 30 == 7 ? 100 : 10 }, to: &recorder)
        recorder.finish()
        let end = bench.start + 900
        let hour = try bench.file("web").rows(of: .hour, maxima: false, until: end)
        #expect(hour.columns == SeriesLayout.packets.columns.map(\.rawValue))
        let known = hour.rows.filter { !$0.values[0].isNaN }
        #expect(known.count == 90)
        #expect(known.last?.time == end)
        #expect(known.count { $0.values[0] == 100 } == 3)
        let day = try bench.file("web").rows(of: .day, maxima: false, until: end + 300)
        let full = try #require(
            day.rows.first { !$0.values[0].isNaN && $0.time > bench.start + 300 })
        #expect(abs(full.values[0] - 13) < 0.001)
        let peaks = try bench.file("web").rows(of: .day, maxima: true, until: end + 300)
        #expect(peaks.rows.contains { $0.values[0] == 100 })
    }

    @Test("the second recorder continues the file of the first")
    func continuation() throws {
        let bench = try RecorderBench()
        for part in 0..<2 {
            var recorder = Recorder(directory: bench.directory)
            recorder.advance(to: 0)
            bench.record("web", [Float](repeating: 5, count: 20), from: part * 20, to: &recorder)
            recorder.finish()
        }
        let rows = try bench.file("web").rows(of: .hour, maxima: false, until: bench.start + 390)
        #expect(rows.rows.count { $0.values[0] == 5 } >= 39)
    }

    @Test("equal samples are one, and have the same rows")
    func idle() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        bench.record("idle", [Float](repeating: 0, count: 100), to: &recorder)
        recorder.finish()
        let rows = try bench.file("idle").rows(of: .hour, maxima: false, until: bench.start + 990)
        #expect(rows.rows.count { $0.values[0] == 0 } >= 99)
    }

    @Test("a damaged file is set aside, with a reason, and its series begins anew")
    func damage() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        bench.record("web", [1, 2, 3], to: &recorder)
        recorder.finish()
        #expect(recorder.trouble == nil)
        let path = bench.file("web").path
        try Data("no round-robin file".utf8).write(to: URL(fileURLWithPath: path))
        bench.record("web", [4, 5, 6], from: 3, to: &recorder)
        recorder.finish()
        #expect(recorder.trouble?.contains("1 damaged file was set aside") == true)
        #expect(FileManager.default.fileExists(atPath: "\(path).damaged"))
        bench.record("web", [7, 8, 9], from: 6, to: &recorder)
        recorder.finish()
        let rows = try bench.file("web").rows(of: .hour, maxima: false, until: bench.start + 80)
        #expect(rows.rows.contains { $0.values[0] == 9 })
        recorder.advance(to: 4000)
        #expect(recorder.trouble == nil)
    }

    @Test("a removed series has no file")
    func removal() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        bench.record("web", [1, 2, 3], to: &recorder)
        recorder.finish()
        #expect(bench.file("web").exists)
        _ = recorder.take(.remove(SeriesID(of: "web")))
        #expect(!bench.file("web").exists)
    }

    @Test("a hundred series are written within ten seconds, each in its turn")
    func turns() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        for number in 0..<100 { bench.record("s\(number)", [1, 2], to: &recorder) }
        for second in 1...3 { recorder.advance(to: Double(second)) }
        let early = (0..<100).count { bench.file("s\($0)").exists }
        #expect((20...40).contains(early))
        for second in 4...11 { recorder.advance(to: Double(second)) }
        #expect((0..<100).allSatisfy { bench.file("s\($0)").exists })
    }

    @Test("the size of a file is as documented")
    func size() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        bench.record("web", [1, 2, 3], to: &recorder)
        recorder.finish()
        let facts = try FileManager.default.attributesOfItem(atPath: bench.file("web").path)
        let size = try #require(facts[.size] as? Int)
        #expect(size > RoundRobinFile.size(of: .packets))
        #expect(size < RoundRobinFile.size(of: .packets) + 10_000)
    }

    @Test("a graph is a picture of either form")
    func graph() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        bench.record("web", (0..<400).map { Float($0 % 50) }, to: &recorder)
        recorder.finish()
        for form in GraphRequest.Form.allCases {
            let request = GraphRequest(
                path: bench.file("web").path, layout: .packets, title: "web: 10%, \"x\"",
                topic: .traffic, range: .hour, end: bench.start + 4000,
                marks: [
                    SeriesMark(
                        time: Int64(bench.start + 2000) * 1000, kind: .failover, text: "master")
                ], form: form)
            let picture = try Picture.draw(request.arguments)
            let begin = form == .png ? [0x89, 0x50, 0x4e, 0x47] : Array("<?xm".utf8)
            #expect(Array(picture.prefix(4)) == begin)
        }
    }

    @Test("a header with wrong numbers is seen before the library uses it")
    func header() throws {
        // Places of the cookie, the data sources, the step, a name, an archive's rows, the present
        // row, and the time of the last sample.
        for place in [0, 24, 40, 128, 128 + 7 * 120 + 24, 128 + 16 * 120 + 5, 7889] {
            let bench = try RecorderBench()
            var recorder = Recorder(directory: bench.directory)
            recorder.advance(to: 0)
            bench.record("web", [1, 2, 3], to: &recorder)
            recorder.finish()
            let path = bench.file("web").path
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes[place] ^= 0x41
            try bytes.write(to: URL(fileURLWithPath: path))
            var next = Recorder(directory: bench.directory)
            next.advance(to: 0)
            bench.record("web", [4, 5, 6], from: 3, to: &next)
            next.finish()
            #expect(
                next.trouble?.contains("1 damaged file was set aside") == true,
                "\(place): \(next.trouble ?? "none")")
            let rows = try bench.file("web").rows(of: .hour, maxima: false, until: bench.start + 50)
            #expect(rows.rows.contains { $0.values[0] == 6 })
        }
    }

    @Test("samples before those of the file are named, and beyond an hour the file is set aside")
    func clock() throws {
        let bench = try RecorderBench()
        var recorder = Recorder(directory: bench.directory)
        recorder.advance(to: 0)
        bench.record("web", [1, 2, 3], from: 180, to: &recorder)
        recorder.finish()
        #expect(recorder.trouble == nil)
        bench.record("web", [4, 5], from: 0, to: &recorder)
        recorder.finish()
        #expect(recorder.trouble?.contains("the clock was set back") == true)
        #expect(bench.file("web").exists)
        bench.record("web", [6, 7, 8], from: 1000, to: &recorder)
        recorder.finish()
        bench.record("web", [9, 10, 11], from: 500, to: &recorder)
        recorder.finish()
        #expect(recorder.trouble?.contains("1 file was set aside with samples") == true)
        bench.record("web", [12, 13], from: 503, to: &recorder)
        recorder.finish()
        let end = bench.start + 5100
        let rows = try bench.file("web").rows(of: .hour, maxima: false, until: end)
        #expect(rows.rows.contains { $0.values[0] == 13 })
    }
}
