import Dispatch
import Foundation
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Proxies

@Suite("access logs in files", .timeLimit(.minutes(20)), .ownThreads)
struct LogFileLaneTests {
    private static func wait(_ isDone: () -> Bool) async throws {
        for _ in 0..<6_000 where !isDone() { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test("a file system that does not answer holds up no other file, and costs bounded memory")
    func hung() async throws {
        let answers = DispatchSemaphore(value: 0)
        let isAsked = Atomic(false)
        let hung = LogFileLane(path: "/mnt/gone/access.log") { file, lines, count in
            isAsked.store(true, ordering: .releasing)
            answers.wait()
            return (count, nil)
        }
        let file = try Scratch(name: "access.log")
        let other = LogFileLane(path: file.path)
        let line = Array("line\n".utf8)
        hung.add(line, count: 1)
        try await Self.wait { isAsked.load(ordering: .acquiring) }
        let megabyte = [UInt8](repeating: 0x0a, count: 1 << 20)
        for _ in 0..<20 { hung.add(megabyte, count: megabyte.count) }
        other.add(line, count: 1)
        try await Self.wait { other.isIdle }
        #expect(other.account == .init(written: 1, lost: 0, failure: nil))
        #expect(try file.text() == "line\n")
        let waiting = hung.account
        #expect(!hung.isIdle && waiting.written == 0)
        #expect(waiting.lost == 12 << 20)
        #expect(waiting.failure?.contains("/mnt/gone/access.log") == true)
        for _ in 0..<4 { answers.signal() }
        try await Self.wait { hung.isIdle }
        #expect(hung.account.written + hung.account.lost == 1 + 20 << 20)
    }

    @Test("a file that was rotated is opened anew")
    func rotated() async throws {
        let file = try Scratch(name: "access.log")
        let lane = LogFileLane(path: file.path)
        lane.add(Array("one\n".utf8), count: 1)
        try await Self.wait { lane.isIdle }
        try FileManager.default.moveItem(atPath: file.path, toPath: file.path + ".1")
        lane.look()
        lane.add(Array("two\n".utf8), count: 1)
        try await Self.wait { lane.isIdle }
        #expect(try file.text() == "two\n")
    }
}
