import Foundation
import RoundRobin
import Series
import TestSupport
import TestThreads
import Testing

/// The program that records.
@Suite("ballast-series", .ownThreads)
struct RecordingTests {
    /// A running program with a pipe to it.
    private final class Run {
        let process = Process()
        let input = Pipe()
        let output = Pipe()

        init(_ words: [String]) throws {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = words
            process.standardInput = input
            process.standardOutput = output
            try process.run()
        }

        /// Ends its input, and returns its lines.
        func end() throws -> [Substring] {
            try input.fileHandleForWriting.close()
            let text = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: text, as: UTF8.self).split(separator: "\n")
        }
    }

    private static var path: String { Program.folder.appending(path: "ballast-series").path }

    private func frame(_ names: [String], at times: Range<Int>, _ bench: borrowing RecorderBench)
        -> Data
    {
        var frame = SeriesFrame()
        for name in names {
            for time in times {
                var values = SeriesValues()
                for column in 0..<7 { values[column] = Float(time) }
                frame.add(
                    SeriesID(of: name), .packets, at: Int64(bench.start + 10 * time) * 1000,
                    values)
            }
        }
        return Data(frame.bytes)
    }

    @Test("everything is written at the end of the input, and requests are answered")
    func end() throws {
        let bench = try RecorderBench()
        let run = try Run([Self.path, "record", bench.directory])
        try run.input.fileHandleForWriting.write(
            contentsOf: frame((0..<100).map { "s\($0)" }, at: 0..<12, bench))
        var request = SeriesFrame()
        request.addFlush(of: SeriesID(of: "s7"), token: 42)
        try run.input.fileHandleForWriting.write(contentsOf: Data(request.bytes))
        let lines = try run.end()
        #expect(run.process.terminationStatus == 0)
        #expect(lines.contains("written 42"))
        #expect(!lines.contains { $0.hasPrefix("trouble") })
        for number in 0..<100 {
            let rows = try bench.file("s\(number)").rows(
                of: .hour, maxima: false, until: bench.start + 110)
            #expect(rows.rows.count { $0.values[0] > 0 } == 11)
        }
    }

    @Test("a recorder that is killed at any moment leaves files that the next one continues")
    func kill() throws {
        let bench = try RecorderBench()
        var time = 0
        for round in 0..<20 {
            let run = try Run([Self.path, "record", bench.directory])
            let handle = run.input.fileHandleForWriting
            for _ in 0..<5 {
                var data = frame((0..<20).map { "s\($0)" }, at: time..<time + 3, bench)
                time += 3
                var request = SeriesFrame()
                for name in 0..<20 { request.addFlush(of: SeriesID(of: "s\(name)"), token: 1) }
                data.append(Data(request.bytes))
                try handle.write(contentsOf: data)
            }
            usleep(UInt32(round * 500))
            Foundation.kill(run.process.processIdentifier, SIGKILL)
            run.process.waitUntilExit()
        }
        let run = try Run([Self.path, "record", bench.directory])
        try run.input.fileHandleForWriting.write(
            contentsOf: frame((0..<20).map { "s\($0)" }, at: time..<time + 3, bench))
        let lines = try run.end()
        #expect(!lines.contains { $0.hasPrefix("trouble") }, "\(lines)")
        for number in 0..<20 {
            let end = bench.start + 10 * (time + 2)
            let rows = try bench.file("s\(number)").rows(of: .hour, maxima: false, until: end)
            #expect(rows.rows.last.map { $0.values[0] } == Double(time + 2))
        }
    }

    @Test("a full disk is a reason, and what has a file goes on")
    func space() throws {
        let bench = try RecorderBench()
        let script = "mount -t tmpfs -o size=2m none $0/d && \"$1\" record $0/d; ls $0/d/*/*.rrd"
        try FileManager.default.createDirectory(
            atPath: bench.directory + "/d", withIntermediateDirectories: true)
        let run = try Run(
            ["unshare", "--mount", "sh", "-c", script, bench.directory, Self.path])
        try run.input.fileHandleForWriting.write(
            contentsOf: frame((0..<30).map { "s\($0)" }, at: 0..<5, bench))
        let lines = try run.end()
        let trouble = lines.first { $0.hasPrefix("trouble") }
        #expect(trouble?.contains("new histories leave 204 KiB to others") == true, "\(lines)")
        let files = lines.count { $0.hasSuffix(".rrd") }
        #expect((5...11).contains(files))
    }

    @Test("two recorders never write one directory")
    func lock() throws {
        let bench = try RecorderBench()
        let first = try Run([Self.path, "record", bench.directory])
        try first.input.fileHandleForWriting.write(contentsOf: frame(["a"], at: 0..<3, bench))
        // The first one has the lock once it answers.
        _ = first.output.fileHandleForReading.availableData
        let second = try Run([Self.path, "record", bench.directory])
        let line = String(decoding: second.output.fileHandleForReading.availableData, as: UTF8.self)
        #expect(line.hasPrefix("trouble another ballast-series still writes"), "\(line)")
        try second.input.fileHandleForWriting.write(contentsOf: frame(["a"], at: 3..<6, bench))
        _ = try first.end()
        _ = try second.end()
        let rows = try bench.file("a").rows(of: .hour, maxima: false, until: bench.start + 50)
        #expect(rows.rows.last.map { $0.values[0] } == 5)
    }

    @Test("other words are refused")
    func usage() throws {
        for words in [
            [], ["record"], ["rows", "decade", "1", "x"], ["rows", "day", "1", "/none"],
        ] {
            let run = try Run([Self.path] + words)
            _ = try run.end()
            #expect(run.process.terminationStatus != 0)
        }
    }

    @Test("a file that ends the recorder is set aside by the next one, and the others go on")
    func deadly() throws {
        let bench = try RecorderBench()
        let first = try Run([Self.path, "record", bench.directory])
        try first.input.fileHandleForWriting.write(contentsOf: frame(["a", "b"], at: 0..<3, bench))
        _ = try first.end()
        // The last recorder was ended at this file, whose preparations the look does not cover.
        let path = bench.file("a").path
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // A file that is cut short after the look, so that the library writes beyond its end.
        let writing = bench.directory + "/writing"
        var id = SeriesID(of: "a").rawValue
        try Data(bytes: &id, count: 8).write(to: URL(fileURLWithPath: writing))
        bytes.removeLast(8)
        try bytes.write(to: URL(fileURLWithPath: path))
        let second = try Run([Self.path, "record", bench.directory])
        try second.input.fileHandleForWriting.write(
            contentsOf: frame(["a", "b"], at: 3..<6, bench))
        let lines = try second.end()
        #expect(second.process.terminationStatus == 0)
        #expect(lines.contains { $0.contains("1 damaged file was set aside") }, "\(lines)")
        for name in ["a", "b"] {
            let rows = try bench.file(name).rows(of: .hour, maxima: false, until: bench.start + 50)
            #expect(rows.rows.last.map { $0.values[0] } == 5)
        }
    }

    @Test("a sound file that was being written at a kill stays")
    func spared() throws {
        let bench = try RecorderBench()
        let first = try Run([Self.path, "record", bench.directory])
        try first.input.fileHandleForWriting.write(contentsOf: frame(["a"], at: 0..<3, bench))
        _ = try first.end()
        var id = SeriesID(of: "a").rawValue
        try Data(bytes: &id, count: 8).write(
            to: URL(fileURLWithPath: bench.directory + "/writing"))
        let second = try Run([Self.path, "record", bench.directory])
        try second.input.fileHandleForWriting.write(contentsOf: frame(["a"], at: 3..<6, bench))
        let lines = try second.end()
        #expect(!lines.contains { $0.hasPrefix("trouble") }, "\(lines)")
        let rows = try bench.file("a").rows(of: .hour, maxima: false, until: bench.start + 50)
        #expect(rows.rows.count { $0.values[0] > 0 } == 5)
        #expect(
            !FileManager.default.fileExists(atPath: bench.file("a").path + ".try"))
    }
}
