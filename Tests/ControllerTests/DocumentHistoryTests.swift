import Dispatch
import Files
import Foundation
import Model
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// The documents of the controller in the history, while the files are slow or fail.
@Suite("Document history", .ownThreads)
struct DocumentHistoryTests {
    private let folder: String
    private let store: GenerationStore
    private let queue = DispatchQueue(label: "files")
    private let failures = Failures()
    private let scratch: Scratch

    private final class Failures: Sendable {
        private let list = Mutex<[HostFailure]>([])

        var all: [HostFailure] { list.withLock { $0 } }

        func add(_ failure: HostFailure) { list.withLock { $0.append(failure) } }
    }

    init() throws {
        scratch = try Scratch()
        folder = scratch.folder
        store = GenerationStore(state: folder)
    }

    private func history(patience: Duration = .zero) -> DocumentHistory {
        DocumentHistory(store, of: folder + "/d", .none, on: queue, patience: patience) {
            [failures] in failures.add($0)
        }
    }

    private func record(_ text: String, in history: DocumentHistory, isUnconfirmed: Bool = false) {
        history.record(
            Array(text.utf8), isUnconfirmed: isUnconfirmed, keeping: 100,
            ChangeAnnouncement(of: Array(text.utf8), message: "for \(text.prefix(1))"))
    }

    @Test("each document in force is kept with its own result, however slow the files are")
    func slow() throws {
        let history = history()
        queue.suspend()
        for (steps, text) in ["a", "b", "c"].enumerated() {
            record(text, in: history)
            history.note(steps: steps + 1, failed: 0)
        }
        queue.resume()
        history.finish()
        #expect(store.generations.map(\.result.steps) == [1, 2, 3])
        #expect(store.generations.map(\.result.state) == [.applied, .applied, .applied])
        #expect(store.generations.map(\.message) == ["for a", "for b", "for c"])
        #expect(try store.text(of: 2) == Array("b".utf8))
        #expect(failures.all.isEmpty)
    }

    @Test("a large document is written once, with the result of its first pass")
    func large() throws {
        let history = history()
        let text = String(repeating: "a", count: 2 << 20)
        record(text, in: history)
        queue.sync {}
        #expect(store.generations.isEmpty)
        history.note(steps: 4, failed: 0)
        queue.sync {}
        #expect(store.generations.map(\.result.steps) == [4])
        #expect(try store.text(of: 1).count == text.utf8.count)
        record(text + "b", in: history)
        history.finish()
        #expect(store.generations.map(\.result.state) == [.applied, .accepted])
    }

    @Test(
        "an edit whose write has failed is confirmed or undone in the history as well",
        arguments: [true, false])
    func judged(isConfirmed: Bool) throws {
        let history = history()
        record("a", in: history)
        history.finish()
        let directory = folder + "/generations"
        try FileManager.default.moveItem(atPath: directory, toPath: directory + "-away")
        try Data().write(to: URL(fileURLWithPath: directory))
        record("b", in: history, isUnconfirmed: true)
        queue.sync { _ = history.settle(isConfirmed: isConfirmed) }
        #expect(!failures.all.isEmpty)
        try FileManager.default.removeItem(atPath: directory)
        try FileManager.default.moveItem(atPath: directory + "-away", toPath: directory)
        history.tryAgain()
        history.finish()
        let last = try #require(store.generations.last)
        #expect(store.generations.count == 2 && !last.isUnconfirmed)
        #expect(last.result.state == (isConfirmed ? .accepted : .reverted))
        #expect(store.current?.number == (isConfirmed ? 2 : 1))
    }

    @Test("the generation in force is written again after its file was removed: an event")
    func removed() throws {
        let history = history()
        record("a", in: history)
        record("b", in: history)
        history.finish()
        try FileManager.default.removeItem(atPath: folder + "/generations")
        history.tryAgain()
        history.finish()
        #expect(store.generations.map(\.number) == [2])
        #expect(try store.text(of: 2) == Array("b".utf8))
        #expect(failures.all.map(\.reason).joined().contains("generation 2 was removed"))
    }
}
