import Files
import Foundation
import Model
import Reconciliation
import Replication
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// The history of the document.
@Suite("Generations", .ownThreads)
struct GenerationStoreTests {
    private static func add(
        _ text: String, to store: GenerationStore, isUnconfirmed: Bool = false
    ) throws -> Generation {
        try store.add(
            Array(text.utf8), of: "/d", by: ChangeAuthor(.run), message: nil,
            isUnconfirmed: isUnconfirmed, at: 7)
    }

    @Test("each document has a number, the same one after itself has none, and any can be read")
    func numbers() throws {
        let scratch = try Scratch()
        let store = GenerationStore(state: scratch.folder)
        #expect(store.current == nil && store.entries().isEmpty)
        for (text, number) in [("a", 1), ("a", 1), ("b", 2), ("a", 3), ("a", 3)] {
            #expect(try Self.add(text, to: store).number == number)
        }
        #expect(
            try [1, 2, 3].map { try store.text(of: $0) } == ["a", "b", "a"].map { Array($0.utf8) })
        #expect(throws: HostFailure.self) { try store.text(of: 4) }
        let mode = try FileManager.default.attributesOfItem(
            atPath: scratch.folder + "/generations/000001.yaml")[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test("a result is kept, and an edit that was undone is not the one in force")
    func results() throws {
        let store = GenerationStore(state: try Scratch().folder)
        var first = try Self.add("a", to: store)
        first.result = Generation.Result(state: .failed, steps: 3, failed: 2)
        try store.update(first)
        _ = try Self.add("b", to: store, isUnconfirmed: true)
        _ = try Self.add("c", to: store, isUnconfirmed: true)
        #expect(store.current?.number == 3)
        try store.settle(isConfirmed: false)
        #expect(store.current == first)
        #expect(store.generations.map(\.result.state) == [.failed, .reverted, .reverted])
        #expect(try Self.add("a", to: store) == first)
        _ = try Self.add("c", to: store, isUnconfirmed: true)
        try store.settle(isConfirmed: true)
        #expect(store.current?.number == 4 && store.current?.isUnconfirmed == false)
    }

    @Test("the oldest are removed first, by number and by size")
    func limits() throws {
        let folder = try Scratch().folder
        let few = GenerationStore(state: folder, limit: 3)
        for number in 1...9 { _ = try Self.add("\(number)", to: few) }
        #expect(few.generations.map(\.number) == [7, 8, 9])
        let small = GenerationStore(state: folder, limit: 200, sizeLimit: 4096)
        for letter in ["a", "b", "c"] {
            _ = try Self.add(String(repeating: letter, count: 3000), to: small)
        }
        #expect(small.generations.map(\.number) == [11, 12])
        // The document to which an undone edit returns stays.
        for number in 13...18 { _ = try Self.add("\(number)", to: few, isUnconfirmed: true) }
        #expect(few.generations.map(\.number) == [12, 17, 18])
    }

    @Test("each document says how many are kept")
    func history() throws {
        let store = GenerationStore(state: try Scratch().folder)
        for number in 1...9 {
            _ = try store.add(
                Array("\(number)".utf8), of: "/d", by: ChangeAuthor(.run), message: nil,
                keeping: number == 9 ? 2 : 5, at: 7)
            #expect(store.generations.count == (number == 9 ? 2 : min(number, 5)))
        }
    }

    @Test("a damaged file hides no other, and its number is not used again")
    func damage() throws {
        let folder = try Scratch().folder
        let store = GenerationStore(state: folder)
        for text in ["a", "b", "c", "d"] { _ = try Self.add(text, to: store) }
        func damage(_ number: Int, _ text: String) throws {
            try text.write(
                toFile: folder + "/generations/00000\(number).yaml", atomically: false,
                encoding: .utf8)
        }
        try damage(2, "")
        try damage(4, "# generation of ballast: {\"number\":4}\nx")
        let states = store.entries().map { if case .good = $0 { true } else { false } }
        #expect(states == [true, false, true, false])
        #expect(store.current?.number == 3)
        #expect(throws: HostFailure.self) { try store.text(of: 2) }
        #expect(try Self.add("e", to: store).number == 5)
        // A text that was changed is no text of that generation.
        let path = folder + "/generations/000003.yaml"
        let file = try String(contentsOfFile: path, encoding: .utf8)
        try (file + "x").write(toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: HostFailure.self) { try store.text(of: 3) }
    }

    @Test("a history that can't be written refuses no document")
    func fullDisk() throws {
        let file = try Scratch(goodDocument)
        let state = file.folder + "/state"
        // A file in the place of the directory.
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: state + "/generations"))
        let keeper = DocumentKeeper(directory: state)
        let changes = ChangeKeeper(state: state, document: file.path, keeper: keeper)
        var source = FileDocument(path: file.path, keeper: keeper, changes: changes)
        guard case .good = source.load(force: true) else {
            Issue.record("the document is refused")
            return
        }
        changes.finish()
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 1, started: 0, managesAddresses: true),
            health: Status.Health(), document: DocumentStatus(path: file.path))
        changes.complete(&status)
        #expect(status.health.reasons.contains { $0.hasPrefix("history: ") })
    }

    @Test("a document in a git work tree has its commit, and a dirty tree is noted")
    func git() throws {
        let file = try Scratch("version: 1\n")
        func git(_ words: String...) throws {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/git")
            process.arguments =
                ["-C", file.folder, "-c", "user.name=a", "-c", "user.email=a@b"] + words
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(words)")
        }
        guard isThere("/usr/bin/git") else { return }
        try git("init", "-q")
        #expect(GitCommit(of: file.path, in: file.folder) == nil, "no commit yet")
        try git("add", "ballast.yaml")
        try git("commit", "-q", "-m", "one")
        let commit = try #require(GitCommit(of: file.path, in: file.folder))
        #expect(commit.name.count == 40 && !commit.isDirty)
        try file.write("version: 1\nhealth: {fall: 2}\n")
        #expect(GitCommit(of: file.path, in: file.folder)?.isDirty == true)
        try git("commit", "-q", "-a", "-m", "two")
        #expect(GitCommit(of: file.folder + "/other.yaml", in: file.folder)?.isDirty == true)
        // A work tree of another user runs nothing.
        guard geteuid() == 0 else { return }
        let marker = file.folder + "/marker"
        try git("config", "core.fsmonitor", "touch \(marker); false")
        #expect(GitCommit(of: file.path, in: file.folder)?.isDirty == false)
        #expect(!isThere(marker))
        #expect(chown(file.folder + "/.git", 65534, 65534) == 0)
        #expect(GitCommit(of: file.path, in: file.folder) == nil)
    }
}
