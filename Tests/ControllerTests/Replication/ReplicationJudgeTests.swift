import Foundation
import Model
import Planning
import TestSupport
import TestThreads
import Testing

@testable import Controller

@Suite("Documents that other nodes send, and that this node can't have", .ownThreads)
struct ReplicationJudgeTests {
    @Test("a key of a later release is refused by name, and the former document stays")
    func laterRelease() async throws {
        let former = replicatedDocument("one")
        let here = try Scratch(former, name: "ballast.yaml")
        let judge = ReplicationJudge(
            path: here.path, allowsPrivileged: false,
            identity: NodeIdentity(name: "b", hostName: "b"))
        let later = replicatedDocument("two", ["quantumBalancing: {mode: superposed}"])
        let staged = try Scratch(later, name: "ballast.yaml")
        let found = await judge.diagnostics(at: staged.path, Array(later.utf8))
            .filter { $0.severity == .error }
        #expect(found.contains { $0.message.contains("quantumBalancing") }, "\(found)")
        let known = replicatedDocument("two")
        let good = try Scratch(known, name: "ballast.yaml")
        let none = await judge.diagnostics(at: good.path, Array(known.utf8))
            .filter { $0.severity == .error && $0.code != .replicationIdentity }
        #expect(none.isEmpty, "\(none)")
        #expect(try String(contentsOfFile: here.path, encoding: .utf8) == former)
    }

    @Test("a document that names more files than replication sends has a warning")
    func tooManyFiles() throws {
        func findings(_ count: Int, _ more: [String] = []) throws -> [Diagnostic] {
            let lists = (0..<count).map { "    - {name: c\($0), file: certs/\($0).pem}" }
            let text = replicatedDocument("one", ["certificates:"] + lists + more)
            let file = try Scratch(text, name: "ballast.yaml")
            return DocumentReading.tooManyFiles(
                of: try #require(DocumentReading(path: file.path, looksAtFiles: false).spec),
                path: file.path)
        }
        #expect(try findings(4_096) == [])
        let found = try findings(4_097)
        #expect(found.map(\.code) == [.replicationLimit])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.message.contains("4097 files") == true)
        // Files elsewhere are not sent.
        #expect(try findings(4_096, ["    - {name: other, file: /elsewhere/x.pem}"]) == [])
    }
}
