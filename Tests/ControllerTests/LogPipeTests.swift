import Glibc
import TestThreads
import Testing

@testable import Controller

@Suite("The log", .ownThreads)
struct LogPipeTests {
    /// What is in the pipe.
    private func text(from descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test("a reader that is stuck stops nobody, and learns how much was lost")
    func stuckReader() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let log = LogPipe(ends[1])
        let line = String(repeating: "x", count: 999)
        // A pipe holds 64 KiB.
        for _ in 0..<1000 { log.write(line) { "\($0) lost" } }
        let kept = text(from: ends[0]).split(separator: "\n").filter { $0.count == 999 }.count
        #expect((50..<100).contains(kept))
        log.write("after") { "\($0) lost" }
        #expect(text(from: ends[0]) == "\(1000 - kept) lost\nafter\n")
    }

    @Test("a line that is longer than a pipe takes at once arrives whole")
    func longLine() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let line = String(repeating: "x", count: 10_000)
        LogPipe(ends[1]).write(line) { "\($0) lost" }
        #expect(text(from: ends[0]) == line + "\n")
    }
}
