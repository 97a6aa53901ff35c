import Addresses
import Foundation
import Glibc
import Health
import Model
import TestSupport
import Testing

@testable import Controller

@Suite("Journal of verdicts")
struct VerdictJournalTests {
    /// A board of so many servers, of which each asks its own question.
    private static func board(servers count: Int) throws -> VerdictBoard {
        var board = VerdictBoard()
        board.follow(try spec(servers: count), at: 0)
        return board
    }

    private static func spec(servers count: Int) throws -> Spec {
        var service = Service(name: "web", key: try #require(ServiceKey("tcp 10.0.0.1:80")))
        service.check = Check(.connect)
        service.servers = try (1...count).map {
            RealServer(name: "web\($0)", address: try #require(IPAddress("10.0.1.\($0)")), port: 80)
        }
        return Spec(services: [service])
    }

    /// Fails the first server.
    private static func fail(_ board: inout VerdictBoard) throws {
        let inquiry = try #require(board.inquiries.first)
        for time in Int64(10)...19 {
            _ = board.take(CheckResult(time: time, .failed), of: inquiry)
        }
    }

    private static func states(_ verdicts: Verdicts) -> [ServiceKey: [Endpoint: Verdict.State]] {
        verdicts.mapValues { $0.mapValues(\.state) }
    }

    private static func answer(_ board: inout VerdictBoard, _ outcome: CheckResult.Outcome) {
        for inquiry in Array(board.inquiries) {
            for time in Int64(1)...9 {
                _ = board.take(CheckResult(time: time, outcome), of: inquiry)
            }
        }
    }

    @Test("entries with impossible numbers are ignored")
    func extremes() async throws {
        let folder = try Scratch().folder
        let store = VerdictStore(directory: folder)
        var board = try Self.board(servers: 2)
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        let path = folder + "/verdicts.json"
        let good = try String(contentsOfFile: path, encoding: .utf8)
        #expect(try store.load().entries.count == 2)
        for number in ["-9223372036854775808", "9223372036854775807"] {
            for key in ["saved", "since", "contradictions", "steadiness", "flaps", "inconclusive"] {
                let bad = try Regex("\"\(key)\":[0-9]+")
                let text = good.replacing(bad, with: "\"\(key)\":\(number)")
                #expect(text != good, "\(key)")
                try text.write(toFile: path, atomically: false, encoding: .utf8)
                #expect(try store.load().entries.isEmpty, "\(key) \(number)")
            }
        }
    }

    @Test("a change before a new document is saved after it")
    func followed() throws {
        var board = try Self.board(servers: 3)
        Self.answer(&board, .passed)
        _ = board.takeUnsaved()
        try Self.fail(&board)
        board.follow(try Self.spec(servers: 4), at: 20)
        #expect(board.takeUnsaved().entries.map(\.machine.verdict.state) == [.down])
    }

    @Test("a save writes the base file again if it was deleted")
    func lost() async throws {
        let folder = try Scratch().folder
        let store = VerdictStore(directory: folder)
        var board = try Self.board(servers: 1)
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        #expect(await !store.needsSnapshot)
        try FileManager.default.removeItem(atPath: folder + "/verdicts.json")
        #expect(await store.needsSnapshot)
    }

    @Test("a change appends to the journal and leaves the file; a load has both")
    func appended() async throws {
        let folder = try Scratch().folder
        let store = VerdictStore(directory: folder)
        var board = try Self.board(servers: 3)
        Self.answer(&board, .passed)
        #expect(await store.needsSnapshot)
        try await store.save(board.snapshot)
        _ = board.takeUnsaved()
        let file = try Data(contentsOf: URL(filePath: folder + "/verdicts.json"))
        #expect(await !store.needsSnapshot)
        try Self.fail(&board)
        let changes = board.takeUnsaved()
        #expect(changes.entries.count == 1 && board.takeUnsaved().entries.isEmpty)
        try await store.append(changes)
        #expect(try Data(contentsOf: URL(filePath: folder + "/verdicts.json")) == file)
        #expect(try store.load().verdicts == board.snapshot.verdicts)
        // The machine stops in the middle of a line.
        let journal = folder + "/verdicts.journal"
        let whole = try Data(contentsOf: URL(filePath: journal))
        try (whole + whole.prefix(20)).write(to: URL(filePath: journal))
        #expect(try store.load().verdicts == board.snapshot.verdicts)
        // Another file has another journal.
        try await store.save(board.snapshot)
        #expect(!FileManager.default.fileExists(atPath: journal))
        try whole.write(to: URL(filePath: journal))
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        try whole.write(to: URL(filePath: journal))
        #expect(try store.load().verdicts == board.snapshot.verdicts)
    }

    @Test("a journal that can't be written leads to a new file")
    func refused() async throws {
        let folder = try Scratch().folder
        let store = VerdictStore(directory: folder)
        var board = try Self.board(servers: 1)
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        try FileManager.default.createDirectory(
            atPath: folder + "/verdicts.journal", withIntermediateDirectories: true)
        Self.answer(&board, .failed)
        await #expect(throws: HostFailure.self) { try await store.append(board.takeUnsaved()) }
        #expect(await store.needsSnapshot)
    }

    @Test("verdicts of services that did not change share their storage with those before")
    func shared() throws {
        var board = try Self.board(servers: 2)
        Self.answer(&board, .passed)
        #expect(Self.states(board.published) == Self.states(board.verdicts))
        let inquiry = try #require(board.inquiries.first)
        let before = board.published
        // A pass changes no verdict, and nothing is published.
        _ = board.take(CheckResult(time: 20, .passed), of: inquiry)
        #expect(board.published == before)
        for time in Int64(21)...29 {
            _ = board.take(CheckResult(time: time, .failed), of: inquiry)
        }
        #expect(board.published != before)
        #expect(Self.states(board.published) == Self.states(board.verdicts))
    }
}
