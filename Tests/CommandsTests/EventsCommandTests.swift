import Controller
import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands

/// `ballast events` beside a running controller.
@Suite("The events of a controller", .ownThreads)
struct EventsCommandTests {
    private static let document = "version: 1\n"

    private static func follow(_ site: LiveSite, into file: String) throws -> Process {
        let process = Process()
        process.executableURL = Program.folder.appending(path: "ballast")
        process.arguments = [
            "events", "--follow", "--json", "--kind", "accepted", "--kind", "rejected",
            "--socket", "\(site.run)/ballast.sock",
        ]
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: file))
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func kinds(in file: String) throws -> [Event.Kind] {
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Event.self, from: Data($0.utf8)).kind
        }
    }

    @Test("events are shown, filtered, and followed over a restart of the controller")
    func follow() throws {
        let site = try LiveSite { _ in Self.document }
        try site.start()
        let socket = ["--socket", "\(site.run)/ballast.sock"]
        site.eventually("the first event") {
            let all = try Program(["events"] + socket)
            return all.status == 0 && all.output.contains(" accepted: ")
        }
        #expect(try Program(["events", "--kind", "cut"] + socket).output == "")
        let unknown = try Program(["events", "--kind", "sat"] + socket)
        #expect(unknown.status == 64 && unknown.error.contains("quorumLost"), "\(unknown)")

        let file = "\(site.folder)/events"
        let process = try Self.follow(site, into: file)
        defer { process.terminate() }
        try site.save("version: 1\noops: 1\n")
        site.eventually("the mistake") { try Self.kinds(in: file).last == .rejected }
        site.end(SIGKILL)
        try site.save(Self.document)
        try site.start()
        site.eventually("the next controller") {
            try Self.kinds(in: file).last == .accepted
        }
    }

    @Test("events that a follower can't have are counted in a note")
    func missing() {
        func answer(_ numbers: ClosedRange<Int>?, started: Int64 = 1) -> EventsAnswer {
            let events = numbers.map { Array($0) } ?? []
            return EventsAnswer(
                started: started,
                events: events.map { number in
                    var event = Event(time: 0, kind: .up, message: "a")
                    event.number = number
                    return event
                })
        }
        var place = EventPlace(after: answer(1...3))
        #expect(place.follow(answer(4...4)) == [] && place.follow(answer(nil)) == [])
        let full = place.follow(answer(100...299))
        #expect(full.count == 1 && full[0].contains("95 events before them are missing"))
        #expect(place.follow(answer(300...300)) == [])
        let next = place.follow(answer(1...2, started: 2))
        #expect(next.count == 1 && next[0].hasPrefix("another controller answers"))
        #expect(place.number == 2 && place.follow(answer(3...3, started: 2)) == [])
        #expect(place.follow(answer(5...9, started: 3)).count == 2)
    }
}
