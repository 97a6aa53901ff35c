import Files
import Foundation
import Model
import Reconciliation
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// Edits of the document of `ballast run` of which one service comes first.
@Suite("Edits with a canary", .ownThreads)
struct CanaryGateTests {
    /// A document with the service `web` on these servers.
    private static func document(_ servers: [String], _ more: String = "") -> String {
        """
        version: 1  # kept
        \(more)
        virtualAddresses: [{address: 10.0.0.1/24, interface: e}]
        services:
          - name: web
            listen: "10.0.0.1:80"
            check: {type: connect, interval: 100ms, timeout: 100ms}
            servers:
        \(servers.map { "      - {name: \($0), address: 10.1.0.\($0.utf8.last ?? 0)}\n" }.joined())
        """
    }

    /// A document with its state directory, and the health of its new server.
    private final class Site {
        let file: Scratch
        let health = Health()
        var state: String { file.folder + "/state" }
        private(set) var changes: ChangeKeeper
        private var keeper: DocumentKeeper
        private var source: FileDocument

        final class Health: Sendable {
            private let value = Mutex(CanaryReading.Health.up)
            var now: CanaryReading.Health {
                get { value.withLock { $0 } }
                set { value.withLock { $0 = newValue } }
            }
        }

        init(_ text: String) throws {
            file = try Scratch(text)
            keeper = DocumentKeeper(directory: file.folder + "/state")
            changes = ChangeKeeper(
                state: file.folder + "/state", document: file.path, keeper: keeper)
            source = FileDocument(path: file.path)
            start()
        }

        /// Starts another controller, after a crash of the former.
        func start() {
            finish()
            keeper = DocumentKeeper(directory: state)
            changes = ChangeKeeper(state: state, document: file.path, keeper: keeper)
            source = FileDocument(path: file.path, keeper: keeper, changes: changes)
            changes.follow { [health] _ in
                CanaryReading([
                    CanaryServer("a"): .init(.up), CanaryServer("b"): .init(.up),
                    CanaryServer("c"): .init(health.now),
                ])
            }
        }

        func finish() {
            changes.finish()
            keeper.finish()
        }

        /// Returns the first result that is a change, in words, with the weights.
        func load() throws -> String {
            for _ in 0..<6000 {
                let loaded = source.load(force: false)
                changes.note(lacking: [])
                switch loaded {
                case .unchanged: usleep(10_000)
                case .good(let spec, _): return "good " + Self.weights(spec)
                case .advanced(let spec): return "next " + Self.weights(spec)
                case .renewed: return "renewed"
                case .restored(let spec, let diagnostics):
                    let code = diagnostics.first?.code.rawValue ?? ""
                    return "back \(code) " + Self.weights(spec)
                case .pending: return "pending"
                case .bad(let diagnostics):
                    return "bad " + diagnostics.map(\.code.rawValue).joined(separator: ",")
                }
            }
            throw SetUpFailure(text: "the document does not change")
        }

        /// Returns the first result that differs from this one.
        func load(after former: String) throws -> String {
            while true {
                let next = try load()
                // A file is read again while its last change is recent.
                if next.dropFirst(5) != former.dropFirst(5) { return next }
            }
        }

        private static func weights(_ spec: Spec) -> String {
            (spec.services.first?.servers ?? []).map {
                "\($0.name)\($0.state == .online ? $0.weight : 0)"
            }.joined(separator: " ")
        }

        /// Announces an edit of `web`, and writes it.
        func apply(
            _ text: String, confirm: Duration? = nil, isOwn: Bool = true,
            pause: Duration = .seconds(1)
        ) async throws {
            var announcement = ChangeAnnouncement(of: Array(text.utf8))
            announcement.canary = CanaryRequest("web", pause: pause)
            announcement.time = confirm
            announcement.isOwn = isOwn
            #expect(await changes.announce(announcement).failure == nil)
            try file.write(text)
        }

        var history: [Generation] {
            finish()
            return GenerationStore(state: state).generations
        }
    }

    private static let (old, new) = (document(["a", "b"]), document(["b", "c"]))

    @Test("steps follow each other, over a crash, and then all of the edit is in force")
    func whole() async throws {
        let site = try Site(Self.old)
        #expect(try site.load() == "good a1 b1")
        try await site.apply(Self.new)
        var seen = try site.load(after: "good a1 b1")
        #expect(seen == "good b100 c1 a100")
        var steps = [seen]
        for step in 2...6 {
            if step == 4 {
                site.start()
                #expect(try site.load() == "good b100 c25 a100", "the same step")
                #expect(site.changes.canary?.step == 2)
            }
            seen = try site.load(after: seen)
            steps.append(seen)
        }
        #expect(
            steps.dropFirst() == [
                "next b100 c5 a100", "next b100 c25 a100", "next b100 c50 a100",
                "next b100 c100 a100", "next b1 c1",
            ])
        #expect(site.changes.canary?.isWhole == true, "on trial")
        #expect(site.history.last?.isUnconfirmed == true)
        #expect(try site.load() == "next b1 c1")
        #expect(site.changes.canaryChange == nil && site.changes.unconfirmed == nil)
        let last = try #require(site.history.last)
        #expect(!last.isUnconfirmed && last.canary == "canary passed: judged by checks")
        #expect(try site.file.text() == Self.new)
        site.start()
        #expect(try site.load() == "good b1 c1")
    }

    @Test("a server that fails takes the edit back, and the file of another program stays")
    func failing() async throws {
        let site = try Site(Self.old)
        _ = try site.load()
        try await site.apply(Self.new, isOwn: false)
        #expect(try site.load(after: "good a1 b1") == "good b100 c1 a100")
        site.health.now = .down("connect refused")
        #expect(try site.load(after: "good b100 c1 a100") == "back BAL266 a1 b1")
        #expect(try site.file.text() == Self.new)
        #expect(
            site.history.last?.canary == "canary taken back: c is down: connect refused")
        site.start()
        #expect(try site.load() == "bad BAL266", "not before the next save")
    }

    @Test("a server that fails with all of the edit in force takes it back")
    func trial() async throws {
        let site = try Site(Self.old)
        _ = try site.load()
        // The last step must not end before the server fails.
        try await site.apply(Self.new, pause: .seconds(8))
        var seen = try site.load(after: "good a1 b1")
        while seen != "next b1 c1" { seen = try site.load(after: seen) }
        site.health.now = .down("connect refused")
        #expect(try site.load(after: seen) == "back BAL266 a1 b1")
        site.finish()
        #expect(try site.file.text() == Self.old)
    }

    @Test("after a restart a step has its whole time, also while the file can't be used")
    func held() async throws {
        let site = try Site(Self.old)
        _ = try site.load()
        try await site.apply(Self.new)
        #expect(try site.load(after: "good a1 b1") == "good b100 c1 a100")
        let stored = try #require(site.changes.inForce)
        site.health.now = .unproven
        while stored.remaining > 0 { usleep(20_000) }
        site.start()
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 1, started: 5, managesAddresses: true),
            health: .init(), document: DocumentStatus(path: "/d"))
        site.changes.complete(&status)
        #expect(status.health.reasons.contains { $0.contains("web waits at step 1 of 6") })
        #expect(status.document.number == 1)
        #expect(try site.load() == "good b100 c1 a100")
        #expect(try #require(site.changes.inForce).remaining > 500)
        site.health.now = .up
        #expect(try site.load(after: "good b100 c1 a100") == "next b100 c5 a100")
    }

    @Test(
        "without the record of a canary the document before it is in force",
        arguments: [false, true])
    func lost(byCommand isSetAside: Bool) async throws {
        let site = try Site(Self.old)
        _ = try site.load()
        try await site.apply(Self.new)
        #expect(try site.load(after: "good a1 b1") == "good b100 c1 a100")
        site.finish()
        let store = UnconfirmedChange.store(in: site.state)
        try "{".write(toFile: store.path, atomically: false, encoding: .utf8)
        if isSetAside {
            #expect(throws: HostFailure.self) { try store.load(remedy: "") }
            #expect(!isThere(store.path))
        }
        site.start()
        #expect(try site.load() == "back BAL261 a1 b1")
        #expect(
            site.changes.mark?.diagnostics.first?.message
                == "the record of the unconfirmed edit is lost: it is damaged, so the document "
                + "before it is in force")
        #expect(try site.file.text() == Self.new)
        #expect(site.history.last?.result.state == .reverted)
        site.start()
        #expect(try site.load() == "bad BAL261", "not before the next save")
    }

    @Test("a refused canary never comes into force, and the file has its former text")
    func refused() async throws {
        let site = try Site(Self.old)
        _ = try site.load()
        try await site.apply(Self.document(["a", "b", "c"], "ownership: exclusive"))
        #expect(try site.load() == "back BAL265 a1 b1")
        // The file is written back meanwhile.
        while try site.load() != "good a1 b1" {}
        #expect(try site.file.text() == Self.old)
        #expect(site.history.count == 1)
    }

    @Test("a demanded confirmation begins with the whole edit, and its way back is the same")
    func confirmed() async throws {
        let site = try Site(Self.old)
        _ = try site.load()
        try await site.apply(Self.new, confirm: .seconds(2))
        var seen = try site.load(after: "good a1 b1")
        let refusal = await site.changes.confirm(in: .any).failure ?? ""
        #expect(refusal.contains("canary of the edit, at 1 %"), "\(refusal)")
        while !seen.hasPrefix("next b1 c1") { seen = try site.load(after: seen) }
        #expect(site.changes.canary?.isWhole == true, "on trial")
        #expect(try site.load() == seen)
        #expect(site.changes.inForce?.canary == nil && site.changes.inForce != nil)
        #expect(try site.load(after: seen) == "back BAL261 a1 b1")
    }

    @Test("drains are made in both documents; another edit takes the canary back first")
    func edits() async throws {
        let site = try Site(Self.old)
        _ = try site.load()
        try await site.apply(Self.new)
        #expect(try site.load(after: "good a1 b1") == "good b100 c1 a100")
        let drain = { (text: String) in
            text.replacing("{name: b,", with: "{name: b, state: drain,")
        }
        try site.file.write(drain(Self.new))
        var seen = try site.load(after: "good b100 c1 a100")
        while seen.hasPrefix("next") { seen = try site.load(after: seen) }
        #expect(seen.hasPrefix("good b0 c") && seen.hasSuffix(" a100"), "\(seen)")
        site.changes.finish()
        #expect(site.changes.canaryChange?.earlier.contains("state: drain") == true)
        try site.file.write(Self.document(["a"]))
        while !seen.hasPrefix("back") { seen = try site.load(after: seen) }
        #expect(seen == "back BAL266 a1 b0")
        #expect(try site.load(after: seen) == "good a1")
    }
}
