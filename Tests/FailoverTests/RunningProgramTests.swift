import Foundation
import Glibc
import TestThreads
import Testing

@testable import Failover

@Suite("The program of a process", .ownThreads)
struct RunningProgramTests {
    @Test("a program with other bytes that replaces that of a process is noticed")
    func replaced() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ballast-program-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "elect").path
        let other = folder.appending(path: "new").path
        func copy(_ source: String, to target: String) throws {
            try FileManager.default.copyItem(atPath: source, toPath: target)
        }
        try copy("/bin/sleep", to: path)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["600"]
        // The test runner waits for every process that has inherited its output.
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Blocked signals are inherited.
        defer { kill(process.processIdentifier, SIGKILL) }
        var program = RunningProgram()
        func differs() -> Bool {
            program.update(process: process.processIdentifier, path)
            return program.differs
        }
        #expect(!differs())
        // Installed again: another file with the same bytes.
        try copy(path, to: other)
        #expect(rename(other, path) == 0)
        #expect(!differs())
        try copy("/bin/true", to: other)
        #expect(rename(other, path) == 0)
        #expect(differs())
        // Another version of the same size.
        try copy("/bin/sleep", to: other)
        let file = try FileHandle(forUpdating: URL(filePath: other))
        try file.seekToEnd()
        try file.seek(toOffset: try file.offset() - 1)
        try file.write(contentsOf: Data([0xff]))
        try file.close()
        #expect(rename(other, path) == 0)
        #expect(differs())
        unlink(path)
        #expect(differs(), "as known before")
        try copy("/bin/sleep", to: path)
        #expect(!differs())
    }
}
