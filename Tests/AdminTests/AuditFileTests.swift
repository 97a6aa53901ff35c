import Files
import Foundation
import Glibc
import Model
import TestSupport
import Testing

@testable import Admin

@Suite("The audit log")
struct AuditFileTests {
    private let scratch: Scratch
    private var state: String { scratch.folder + "/state" }

    init() throws {
        scratch = try Scratch(name: "unused")
    }

    private func entry(_ what: String, _ name: String = "anna", at time: Int64 = 5) -> AuditEntry {
        AuditEntry(.init(name, .account, from: "10.0.0.1"), what, at: time)
    }

    private func texts(_ file: AuditFile, last: Int = 1000) throws -> [String] {
        try file.entries(last: last) { _ in true }.entries.map(\.what)
    }

    @Test("lines are added for the owner alone, and read in their order")
    func order() throws {
        let file = AuditFile(state: state)
        #expect(try texts(file) == [])
        for number in 0..<5 { try file.append(entry("\(number)", at: Int64(number))) }
        #expect(try texts(file) == ["0", "1", "2", "3", "4"])
        #expect(try texts(file, last: 2) == ["3", "4"])
        #expect(try file.entries(last: 9) { $0.time > 2 }.entries.map(\.what) == ["3", "4"])
        var facts = stat()
        #expect(stat(file.path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(
            text.hasPrefix(
                #"{"number":1,"result":"done","time":0,"what":"0","who":{"from":"10.0.0.1","#
                    + #""kind":"account","name":"anna"}}"# + "\n"))
    }

    @Test("texts of any client are cut and have no line breaks or escapes")
    func cleaned() throws {
        let file = AuditFile(state: state)
        let mark = String(repeating: "e\u{301}", count: 3000)
        try file.append(
            AuditEntry(
                .init("a\u{1b}[31m\n", .token, from: "\u{9b}x"), mark, why: "one\ntwo",
                result: .failed, omitted: 3, at: 5))
        let lines = try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1 && lines[0].utf8.count < 4000)
        let read = try #require(try file.entries(last: 1) { _ in true }.entries.first)
        #expect(read.who.name == "a\u{fffd}[31m " && read.why == "one two" && read.omitted == 3)
    }

    @Test("a full file is renamed, and the oldest is removed")
    func rotation() throws {
        let file = AuditFile(state: state, size: 1000)
        for number in 0..<200 { try file.append(entry("\(number)")) }
        let read = try texts(file)
        #expect(read == (200 - read.count..<200).map(String.init) && read.count > 50)
        let found = Files.names(in: state) ?? []
        let names = found.sorted()
        #expect(
            names == ["audit.lock", "audit.log"] + (1...AuditFile.former).map { "audit.log.\($0)" })
        for name in names {
            let facts = try FileManager.default.attributesOfItem(atPath: "\(state)/\(name)")
            #expect(try #require(facts[.size] as? Int) <= 1000)
        }
    }

    @Test("a part of a line, which a crash leaves, spoils no other line and is counted")
    func crash() throws {
        let file = AuditFile(state: state)
        try file.append(entry("first"))
        let descriptor = open(file.path, O_WRONLY | O_APPEND)
        #expect(write(descriptor, "{\"time\":5,\"wh", 13) == 13)
        close(descriptor)
        try file.append(entry("second"))
        let (entries, damaged) = try file.entries(last: 9) { _ in true }
        #expect(entries.map(\.what) == ["first", "second"] && damaged == 1)
    }

    @Test("writers at the same time lose no line, also while files are renamed")
    func writers() async throws {
        let state = state
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    // Each writer is as another process: it has a lock of its own.
                    let file = AuditFile(state: state, size: 6_000)
                    for number in 0..<30 {
                        let entry = AuditEntry(
                            .init("anna", .account, from: ""), "\(writer) \(number)", at: 5)
                        #expect(throws: Never.self) { try file.append(entry) }
                    }
                }
            }
        }
        let (entries, damaged) = try AuditFile(state: state, size: 6_000)
            .entries(last: 1000) { _ in true }
        #expect(Set(entries.map(\.what)).count == 120 && entries.count == 120 && damaged == 0)
    }

    @Test("a log that is no file, or that others can write, is a failure and no entry")
    func refused() throws {
        let file = AuditFile(state: state)
        try FileManager.default.createDirectory(
            atPath: file.path, withIntermediateDirectories: true)
        #expect(throws: HostFailure.self) { try file.append(entry("a")) }
        #expect(throws: HostFailure.self) { try texts(file) }
    }

    @Test("changes of accounts stay when other lines have displaced them, in their order")
    func lasting() throws {
        let file = AuditFile(state: state, size: 4000)
        for round in 0..<40 {
            try file.append(entry("add the account a\(round), conf", "root"))
            for number in 0..<20 { try file.append(entry("\(number)")) }
        }
        let made = try texts(file).filter { $0.hasPrefix("add") }
        // The oldest leave the share, by halves.
        #expect(made.count > 10 && made.last == "add the account a39, conf")
        let first = try #require(made.first?.split(separator: " ")[3].dropFirst().dropLast())
        let numbers = try #require(Int(first))..<40
        #expect(made == numbers.map { "add the account a\($0), conf" })
        let lines = try file.lines(after: 0, limit: 1 << 20)
        let all = lines.split(separator: UInt8(ascii: "\n")).compactMap(AuditFile.number)
        #expect(all == all.sorted() && Set(all).count == all.count)
        let size = try FileManager.default.attributesOfItem(atPath: "\(state)/audit.accounts")
        #expect(try #require(size[.size] as? Int) <= 4000)
    }

    @Test("no client can write a lasting line")
    func lastingWords() {
        for (what, name, result) in [
            ("set the password of anna", "anna", AuditEntry.Result.done),
            ("add the account b, conf", "root", .refused), ("drain add the account", "a", .done),
        ] {
            let entry = AuditEntry(
                .init(name, .account, from: ""), what, result: result, at: 5)
            #expect(!entry.changesAccounts, "\(what)")
        }
        let words = APIRoute.all.compactMap { $0.words(["service": "a", "server": "b"]) }
        for word in words {
            #expect(!AuditEntry(.init("a", .token, from: ""), word, at: 5).changesAccounts)
        }
    }

    @Test("a line is short, however long its reason")
    func lengths() throws {
        let file = AuditFile(state: state)
        let long = String(repeating: "\u{1f600}\"", count: 500)
        try file.append(AuditEntry(.init(long, .token, from: long), long, why: long, at: 5))
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(text.utf8.count < 2000)
    }
}
