import Files
import Foundation
import Model
import Pages
import TestSupport
import Testing

@testable import Controller

@Suite("The node of the pages")
struct NodeDeskTests {
    private static let policy = """
        ballast:
          Installed: 0.1.0
          Candidate: 0.2.0
          Version table:
             0.2.0 500
        haproxy:
          Installed: (none)
          Candidate: 2.6.12-1+deb12u4

        """

    @Test("versions of packages are parsed")
    func packages() {
        let found = NodeDesk.packages(in: Self.policy)
        #expect(
            found == [
                PagePackage("ballast", installed: "0.1.0", candidate: "0.2.0"),
                PagePackage("haproxy", installed: nil, candidate: "2.6.12-1+deb12u4"),
            ])
        #expect(NodeDesk.packages(in: "").allSatisfy { $0.candidate == nil })
    }

    @Test("the system is ended by the service manager, with one word")
    func power() async throws {
        let place = try Scratch("#!/bin/sh\necho \"$@\" >> \"$0.words\"\n", name: "systemctl")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: place.path)
        var desk = NodeDesk()
        desk.power = BoundedProgram(path: place.path)
        try await desk.end(.restart)
        try await desk.end(.halt)
        let words = try String(contentsOfFile: "\(place.path).words", encoding: .utf8)
        #expect(words == "reboot\npoweroff\n")
    }

    @Test("a program that hangs or prints too much is given up")
    func bounds() async {
        await #expect(throws: HostFailure.self) {
            _ = try await BoundedProgram(path: "/bin/sleep", limit: .milliseconds(200)).run(["60"])
        }
        await #expect(throws: (any Error).self) {
            _ = try await BoundedProgram(path: "/usr/bin/yes", limit: .seconds(5), output: 1000)
                .run([])
        }
    }

    @Test("lines of an access log are read from the end of its file")
    func tail() async throws {
        let line =
            "{\"time\":\"2026-11-29T18:50:00.123Z\",\"proxy\":\"shop\",\"client\":\"192.0.2.9\","
            + "\"clientPort\":4,\"method\":\"GET\",\"uri\":\"/\",\"status\":200,\"duration\":3}\n"
        let place = try Scratch(
            String(repeating: line, count: 4000) + "haproxy[1]: own\u{1b}format\n", name: "log")
        let tail = AccessLogTail()
        let log = await tail.lines(of: [.file(place.path), .file("\(place.path).none")])
        #expect(log.lines.count == 300 && log.notes.isEmpty)
        #expect(log.lines.last?.text == "haproxy[1]: own\u{fffd}format")
        #expect(log.lines[0].text == "192.0.2.9:4 GET / 200 shop/- 3 ms")
        #expect(log.lines[0].time == 1_795_978_200_000)
        let link = "\(place.folder)/link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: place.path)
        #expect(await AccessLogTail().lines(of: [.file(link)]).notes.count == 1)
        #expect(await AccessLogTail().lines(of: []).notes.count == 1)
    }

    @Test("concurrent requests share a result, and a failure is not kept")
    func sharing() async throws {
        let results = SharedResults<String, Int>(for: .seconds(60), limit: 2)
        let counter = Counter()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { try await results.value(of: "a") { await counter.next() } }
            }
            for try await value in group { #expect(value == 1) }
        }
        await #expect(throws: HostFailure.self) {
            _ = try await results.value(of: "b") { throw HostFailure(operation: "x", reason: "y") }
        }
        #expect(try await results.value(of: "b") { 7 } == 7)
    }

    private actor Counter {
        private var value = 0

        func next() -> Int {
            value += 1
            return value
        }
    }
}
