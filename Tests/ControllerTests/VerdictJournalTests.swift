import Addresses
import Files
import Foundation
import Glibc
import Health
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

@Suite("Journal of verdicts", .ownThreads)
struct VerdictJournalTests {
    /// A board of so many servers, of which each asks its own question.
    private static func board(servers count: Int) throws -> HealthBoard {
        var board = HealthBoard()
        board.follow(try spec(servers: count), at: 0)
        return board
    }

    private static func spec(servers count: Int) throws -> Spec {
        var service = Service(name: "web", key: try #require(ServiceKey("tcp 10.0.0.1:80")))
        service.check = Check(.connect)
        service.servers = (1...count).map {
            RealServer(
                name: "web\($0)", address: .v4(IPv4Address(rawValue: 0x0a00_0100 + UInt32($0))),
                port: 80)
        }
        return Spec(services: [service])
    }

    /// Fails the first server.
    private static func fail(_ board: inout HealthBoard) throws {
        let probe = try #require(board.periods.keys.first)
        for time in Int64(10)...19 {
            board.apply(CheckResult(time: time, .failed), of: probe)
        }
    }

    private static func states(_ verdicts: Verdicts) -> ServiceTable<[Endpoint: Verdict.State]> {
        verdicts.mapValues { $0.mapValues(\.state) }
    }

    private static func answer(_ board: inout HealthBoard, _ outcome: CheckResult.Outcome) {
        for probe in board.periods.keys {
            for time in Int64(1)...9 {
                board.apply(CheckResult(time: time, outcome), of: probe)
            }
        }
    }

    @Test("entries with impossible numbers are ignored")
    func extremes() async throws {
        let folder = try Scratch().folder
        let store = HealthStore(directory: folder)
        var board = try Self.board(servers: 2)
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        let path = folder + "/verdicts.json"
        let good = try String(contentsOfFile: path, encoding: .utf8)
        #expect(store.load().verdicts.count == 2)
        for number in ["-9223372036854775808", "9223372036854775807"] {
            for key in ["saved", "since", "contradictions", "steadiness", "flaps", "inconclusive"] {
                let bad = try Regex("\"\(key)\":[0-9]+")
                let text = good.replacing(bad, with: "\"\(key)\":\(number)")
                #expect(text != good, "\(key)")
                try text.write(toFile: path, atomically: false, encoding: .utf8)
                #expect(store.load().verdicts.isEmpty, "\(key) \(number)")
            }
        }
    }

    @Test("a change before a new document is saved after it")
    func followed() throws {
        var board = try Self.board(servers: 3)
        Self.answer(&board, .passed)
        _ = board.removeUnsaved()
        try Self.fail(&board)
        board.follow(try Self.spec(servers: 4), at: 20)
        #expect(board.removeUnsaved().verdicts.map(\.machine.verdict.state) == [.down])
    }

    @Test("a save writes the base file again if it was deleted")
    func lost() async throws {
        let folder = try Scratch().folder
        let store = HealthStore(directory: folder)
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
        let store = HealthStore(directory: folder)
        var board = try Self.board(servers: 3)
        Self.answer(&board, .passed)
        #expect(await store.needsSnapshot)
        try await store.save(board.snapshot)
        _ = board.removeUnsaved()
        let file = try Data(contentsOf: URL(filePath: folder + "/verdicts.json"))
        #expect(await !store.needsSnapshot)
        try Self.fail(&board)
        let changes = board.removeUnsaved()
        #expect(changes.verdicts.count == 1 && changes.readings.isEmpty)
        #expect(board.removeUnsaved().isEmpty)
        try await store.append(changes)
        #expect(try Data(contentsOf: URL(filePath: folder + "/verdicts.json")) == file)
        #expect(store.load().knownVerdicts == board.snapshot.knownVerdicts)
        // The machine stops in the middle of a line.
        let journal = folder + "/verdicts.journal"
        let whole = try Data(contentsOf: URL(filePath: journal))
        try (whole + whole.prefix(20)).write(to: URL(filePath: journal))
        #expect(store.load().knownVerdicts == board.snapshot.knownVerdicts)
        // Another file has another journal.
        try await store.save(board.snapshot)
        #expect(try Data(contentsOf: URL(filePath: journal)).count < whole.count)
        try whole.write(to: URL(filePath: journal))
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        try whole.write(to: URL(filePath: journal))
        #expect(store.load().knownVerdicts == board.snapshot.knownVerdicts)
    }

    @Test("unchanged verdicts stay valid by a time in the journal, without a new file")
    func confirmed() async throws {
        let folder = try Scratch().folder
        let store = HealthStore(directory: folder)
        var board = try Self.board(servers: 600)
        Self.answer(&board, .passed)
        let before = wallClock()
        try await store.save(board.snapshot)
        let path = folder + "/verdicts.json"
        // The file is an earlier run's.
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let saved = try #require(store.load().saved)
        #expect(saved >= before && store.load() == board.snapshot)
        let later = saved + HealthSnapshot.age + 1
        #expect(store.load(now: later).verdicts.isEmpty)
        let journal = folder + "/verdicts.journal"
        let line = #"{"after":\#(saved),"until":\#(later - 1)}"# + "\n"
        let begin = try String(contentsOfFile: journal, encoding: .utf8)
        try (begin + line).write(toFile: journal, atomically: false, encoding: .utf8)
        let loaded = store.load(now: later)
        #expect(loaded == board.snapshot && loaded.saved == later - 1)
        // The store writes such a line once it is asked to, and no other without changes.
        try begin.write(toFile: journal, atomically: false, encoding: .utf8)
        try await store.append(HealthSnapshot())
        #expect(try String(contentsOfFile: journal, encoding: .utf8) == begin)
        await store.requireTime()
        for _ in 0..<2 { try await store.append(HealthSnapshot()) }
        let end = try String(contentsOfFile: journal, encoding: .utf8).dropFirst(begin.count)
        #expect(end.contains(#""until":"#) && end.filter { $0 == "\n" }.count == 1)
        #expect(try #require(store.load().saved) >= saved)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("a journal that can't be written leads to a new file")
    func refused() async throws {
        let folder = try Scratch().folder
        let store = HealthStore(directory: folder)
        var board = try Self.board(servers: 1)
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        try FileManager.default.removeItem(atPath: folder + "/verdicts.journal")
        try FileManager.default.createDirectory(
            atPath: folder + "/verdicts.journal", withIntermediateDirectories: true)
        Self.answer(&board, .failed)
        await #expect(throws: HostFailure.self) { try await store.append(board.removeUnsaved()) }
        #expect(await store.needsSnapshot)
    }

    @Test("verdicts of services that did not change share their storage with those before")
    func shared() throws {
        var board = try Self.board(servers: 2)
        Self.answer(&board, .passed)
        #expect(Self.states(board.news.verdicts) == Self.states(board.verdicts))
        let probe = try #require(board.periods.keys.first)
        let before = board.news.verdicts
        // A pass changes no verdict, and nothing is published.
        board.apply(CheckResult(time: 20, .passed), of: probe)
        #expect(board.news.verdicts == before)
        for time in Int64(21)...29 {
            board.apply(CheckResult(time: time, .failed), of: probe)
        }
        #expect(board.news.verdicts != before)
        #expect(Self.states(board.news.verdicts) == Self.states(board.verdicts))
    }

    /// A board with one server, whose agent has answered.
    private static func agentBoard() throws -> HealthBoard {
        var board = HealthBoard()
        var spec = try spec(servers: 1)
        spec.services[0].check = nil
        spec.services[0].feedback = Feedback(.agent)
        board.follow(spec, at: 0)
        try answer(&board, idle: 60)
        return board
    }

    private static func answer(_ board: inout HealthBoard, idle: Int) throws {
        let probe = try #require(board.periods.keys.first)
        let report = ProbeReport(
            probe: probe, result: CheckResult(time: 5, .passed, phase: .match),
            answer: FeedbackAnswer(idle: idle))
        board.apply([report], at: .now)
    }

    @Test("readings are saved like verdicts, and are valid however old they are")
    func readings() async throws {
        let folder = try Scratch().folder
        let store = HealthStore(directory: folder)
        var board = try Self.agentBoard()
        try await store.save(board.snapshot)
        _ = board.removeUnsaved()
        #expect(store.load() == board.snapshot)
        try Self.answer(&board, idle: 0)
        let changes = board.removeUnsaved()
        #expect(changes.readings.count == 1 && changes.verdicts.isEmpty)
        try await store.append(changes)
        #expect(store.load() == board.snapshot)
        #expect(store.load(now: 1 << 60) == board.snapshot)
    }

    @Test("readings of an older version's file are used until the first save")
    func former() async throws {
        struct Former: Encodable {
            let entries: [StoredServer<FeedbackMachine>]
        }
        let folder = try Scratch().folder
        let snapshot = try Self.agentBoard().snapshot
        let path = folder + "/feedback.json"
        mkdir(folder, 0o700)
        try JSONEncoder().encode(Former(entries: snapshot.readings)).write(to: URL(filePath: path))
        let store = HealthStore(directory: folder)
        #expect(store.load() == snapshot)
        try await store.save(HealthSnapshot(readings: []))
        #expect(store.load() == snapshot, "without any state no file is written")
        try await store.save(snapshot)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(store.load() == snapshot)
        // A damaged one does not cost the verdicts.
        var board = try Self.board(servers: 1)
        Self.answer(&board, .passed)
        try await store.save(board.snapshot)
        let file = folder + "/verdicts.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let older = text.replacing(",\"readings\":[]", with: "")
        #expect(older != text)
        try older.write(toFile: file, atomically: false, encoding: .utf8)
        try "{".write(toFile: path, atomically: false, encoding: .utf8)
        var failures: [HostFailure] = []
        #expect(store.load { failures.append($0) } == board.snapshot && failures.count == 1)
    }
}
