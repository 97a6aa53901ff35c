import Foundation
import TestSupport
import Testing

@testable import Admin

/// Audit logs of several nodes.
@Suite("Audit logs of other nodes")
struct AuditArchiveTests {
    private let scratch: Scratch
    private var state: String { scratch.folder + "/state" }
    private let author = AuditEntry.Author("anna", .account, from: "10.0.0.1")

    init() throws { scratch = try Scratch(name: "unused") }

    private func numbers(_ file: AuditFile) throws -> [Int64] {
        try file.entries(last: 10_000) { _ in true }.entries.compactMap(\.number)
    }

    @Test("numbers of lines ascend, also where the clock was set back, and after a removal")
    func ascending() throws {
        let file = AuditFile(state: state)
        for time in [5, 5, 3, 100] as [Int64] { try file.append(AuditEntry(author, "a", at: time)) }
        #expect(try numbers(file) == [5, 6, 7, 100])
        // A crash has left a part of a line.
        let handle = try #require(FileHandle(forWritingAtPath: file.path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"number\":900,\"re".utf8))
        try handle.close()
        try file.append(AuditEntry(author, "a", at: 5))
        #expect(try numbers(file) == [5, 6, 7, 100, 101])
        try FileManager.default.removeItem(atPath: file.path)
        try file.append(AuditEntry(author, "a", at: 200))
        #expect(try numbers(file) == [200])
    }

    @Test("no text of an entry is taken for a number")
    func texts() throws {
        let file = AuditFile(state: state)
        try file.append(
            AuditEntry(author, "a {\"number\":77,\"", why: ",\"number\":78}", at: 5))
        #expect(try file.last() == 5)
    }

    @Test("lines after a number are those that follow, over renamed files and in parts")
    func lines() throws {
        let file = AuditFile(state: state, size: 2000)
        for number in 1...60 { try file.append(AuditEntry(author, "a", at: Int64(number))) }
        for start in [0, 1, 17, 43, 59, 60, 99] as [Int64] {
            var (found, last): ([Int64], Int64) = ([], start)
            while true {
                let part = try file.lines(after: last, limit: 500)
                let more = part.split(separator: UInt8(ascii: "\n")).compactMap(AuditFile.number)
                guard let end = more.last else { break }
                #expect(part.count <= 700)
                found += more
                last = end
            }
            let kept = try numbers(file).filter { $0 > start }
            #expect(found == kept, "\(start)")
        }
    }

    @Test("lines of other nodes are kept once, with the node's name, and shown by time")
    func merging() throws {
        let other = AuditFile(state: scratch.folder + "/other")
        for time in [10, 30, 50] as [Int64] {
            try other.append(AuditEntry(author, "there \(time)", at: time))
        }
        let archive = AuditArchive(state: state)
        for time in [20, 40] as [Int64] {
            try AuditFile(state: state).append(AuditEntry(author, "here \(time)", at: time))
        }
        let lines = try other.lines(after: 0, limit: 10_000)
        #expect(try archive.add(lines, of: "lb2") == 50)
        #expect(try archive.add(lines, of: "lb2") == 50)
        #expect(try archive.add(Array("oops\n{}\n".utf8), of: "lb2") == 50)
        #expect(try archive.log(of: "lb2").last() == 50)
        let all = try archive.entries(last: 100) { _ in true }
        #expect(
            all.entries.map { "\($0.node ?? "-") \($0.what)" }
                == [
                    "lb2 there 10", "- here 20", "lb2 there 30", "- here 40", "lb2 there 50",
                ])
        #expect(try archive.entries(last: 2) { _ in true }.entries.map(\.time) == [40, 50])
        // A name that another node claims for its own lines does not count.
        var claimed = AuditEntry(author, "x", at: 60)
        (claimed.number, claimed.node) = (60, "lb9")
        let line = try JSONEncoder().encode(claimed)
        #expect(try archive.add(Array(line), of: "lb2") == 60)
        #expect(try archive.entries(last: 1) { _ in true }.entries.first?.node == "lb2")
    }

    @Test("a name of a node is the name of one directory, whatever its characters are")
    func folders() throws {
        for name in ["..", ".", "a/b", "", "=x", "dür", String(repeating: "n", count: 255)] {
            let folder = AuditArchive.folder(of: name)
            #expect(folder.hasPrefix("=") && folder.utf8.count == 33, "\(folder)")
        }
        #expect(AuditArchive.folder(of: "lb2.example") == "lb2.example")
    }
}
