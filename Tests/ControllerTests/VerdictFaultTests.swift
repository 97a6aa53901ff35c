import Addresses
import Foundation
import Glibc
import Health
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller
@testable import Files

/// Files of verdicts that a disk, an operator or a crash has changed.
@Suite("Verdicts on a damaged disk", .ownThreads)
struct VerdictFaultTests {
    /// A server that was up when the file was written, and is down according to the journal.
    private struct Fallen {
        let scratch: Scratch
        let store: HealthStore
        let spec: Spec
        var board = HealthBoard()

        var file: String { scratch.folder + "/verdicts.json" }
        var journal: String { scratch.folder + "/verdicts.journal" }

        init() async throws {
            scratch = try Scratch()
            store = HealthStore(directory: scratch.folder)
            var service = Service(name: "web", key: try #require(ServiceKey("tcp 10.0.0.1:80")))
            service.check = Check(.connect)
            service.servers = [
                RealServer(name: "web1", address: try #require(IPAddress("10.0.1.1")), port: 80)
            ]
            spec = Spec(services: [service])
            board.follow(spec, at: 0)
            let probe = try #require(board.periods.keys.first)
            for time in Int64(1)...9 { board.apply(CheckResult(time: time, .passed), of: probe) }
            try await store.save(board.snapshot)
            _ = board.removeUnsaved()
            for time in Int64(10)...19 { board.apply(CheckResult(time: time, .failed), of: probe) }
            try await store.append(board.removeUnsaved())
            #expect(states() == [.down])
        }

        /// The states that a later run begins with.
        func states(
            now: Int64 = wallClock(), report: (HostFailure) -> Void = { _ in }
        ) -> [Verdict.State] {
            store.load(now: now, report: report).verdicts.map(\.machine.verdict.state)
        }
    }

    @Test("a weight outside its range is ignored", arguments: [-1, 254, Int.max, Int.min])
    func weight(number: Int) async throws {
        let fallen = try await Fallen()
        unlink(fallen.journal)
        let good = try String(contentsOfFile: fallen.file, encoding: .utf8)
        let text = good.replacing("\"state\":\"up\"", with: "\"state\":\"up\",\"weight\":\(number)")
            .replacing("\"hasJournal\":true,", with: "")
        #expect(text != good)
        try text.write(toFile: fallen.file, atomically: false, encoding: .utf8)
        #expect(fallen.states().isEmpty, "a weight of \(number) overflows on feedback's scale")
    }

    @Test("a journal that another user could have written is reported, and no server is up by it")
    func untrusted() async throws {
        let fallen = try await Fallen()
        chmod(fallen.journal, 0o664)
        var failures: [HostFailure] = []
        let states = fallen.states { failures.append($0) }
        #expect(!states.contains(.up), "the server was down")
        #expect(failures.count == 1)
    }

    @Test("a whole line of the journal that can't be read is reported, and no server is up by it")
    func damaged() async throws {
        let fallen = try await Fallen()
        let good = try String(contentsOfFile: fallen.journal, encoding: .utf8)
        try good.replacing("\"down\"", with: "\"eown\"")
            .write(toFile: fallen.journal, atomically: false, encoding: .utf8)
        var failures: [HostFailure] = []
        let states = fallen.states { failures.append($0) }
        #expect(!states.contains(.up), "the server was down")
        #expect(failures.count == 1)
    }

    @Test("a journal that was deleted or replaced requires a new file", arguments: [false, true])
    func lost(isReplaced: Bool) async throws {
        let fallen = try await Fallen()
        #expect(await !fallen.store.needsSnapshot)
        unlink(fallen.journal)
        if isReplaced {
            try "".write(toFile: fallen.journal, atomically: false, encoding: .utf8)
        }
        #expect(await fallen.store.needsSnapshot)
    }

    @Test("nothing is appended to a pipe, whose opening could wait for ever")
    func pipe() throws {
        let scratch = try Scratch()
        defer { withExtendedLifetime(scratch) {} }
        let path = scratch.path + "-pipe"
        try #require(mkfifo(path, 0o600) == 0)
        // With a reader the fault shows without a wait.
        let reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(reader >= 0)
        defer { close(reader) }
        #expect(throws: HostFailure.self) { try appendDurably([1], to: path) }
        var byte: UInt8 = 0
        #expect(read(reader, &byte, 1) <= 0)
    }

    @Test("before the first document nothing is saved, and verdicts grow old")
    func age() async throws {
        let fallen = try await Fallen()
        unlink(fallen.journal)
        let good = try String(contentsOfFile: fallen.file, encoding: .utf8)
        let before = wallClock() - HealthSnapshot.age + 60_000
        let text = good.replacing(/"saved":[0-9]+/, with: "\"saved\":\(before)")
            .replacing("\"hasJournal\":true,", with: "")
        try text.write(toFile: fallen.file, atomically: false, encoding: .utf8)
        let restored = fallen.store.load()
        #expect(restored.saved == before)
        let monitor = HealthMonitor(
            runner: try ProbeRunner(), board: HealthBoard(restoring: restored), publish: { _ in })
        #expect(await monitor.snapshotForSave() == nil)
        let states: [Int64: Verdict.State] = [0: .up, 1: .unknown]
        for (delay, state) in states {
            var board = HealthBoard(restoring: restored)
            board.follow(fallen.spec, at: before + HealthSnapshot.age + delay)
            #expect(board.verdicts.values.flatMap(\.values).map(\.state) == [state])
        }
    }
}
