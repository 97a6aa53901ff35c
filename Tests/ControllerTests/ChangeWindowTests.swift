import Files
import Foundation
import Model
import Reconciliation
import Replication
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// Edits of the document of `ballast run` that wait for a change window.
@Suite("Edits that wait for a change window", .ownThreads)
struct ChangeWindowTests {
    /// A document with a window from 22:00 to 04:00, from Friday to Saturday.
    private static func document(
        _ more: String = "", servers: String = "[{name: a, address: 10.1.0.1}]",
        hours: String = "22:00-04:00"
    ) -> String {
        """
        version: 1  # kept
        virtualAddresses: [{address: 10.0.0.1/24, interface: e}]
        safety: {windows: [{days: fri, hours: "\(hours)"}]}
        \(more)
        services:
          - {name: web, listen: "10.0.0.1:80", servers: \(servers)}

        """
    }

    private static let edit = "health: {interval: 6s}"
    /// 2026-11-26, a Thursday, at 12:00, and the opening after it.
    private static let closed: Int64 = 1_795_694_400_000
    private static let opening = closed + 34 * 3_600_000

    /// A document with its state directory and a clock.
    private final class Site {
        let file: Scratch
        let clock = Clock(closed)
        let origin: ReplicatedOrigin
        var state: String { file.folder + "/state" }
        private(set) var changes: ChangeKeeper
        private var keeper: DocumentKeeper
        private var source: FileDocument

        init(_ text: String, origin: ReplicatedOrigin = .none) throws {
            file = try Scratch(text)
            self.origin = origin
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
            changes = ChangeKeeper(
                state: state, document: file.path, keeper: keeper, origin: origin,
                clock: { [clock] in clock.now })
            source = FileDocument(path: file.path, keeper: keeper, changes: changes)
        }

        func finish() {
            changes.finish()
            keeper.finish()
        }

        /// Returns the first result that is a change, in a word, and the interval of checks.
        func load(force: Bool = false) throws -> String {
            for _ in 0..<1000 {
                switch source.load(force: force) {
                case .unchanged: usleep(10_000)
                case .good(let spec, _):
                    let states = spec.services.first?.servers.map { "\($0.state)" } ?? []
                    return "good \(spec.health.interval.wholeMilliseconds) "
                        + states.joined(separator: ",")
                case .renewed: return "renewed"
                case .advanced: return "advanced"
                case .restored(let spec, _):
                    return "restored \(spec.health.interval.wholeMilliseconds)"
                case .pending(let edit, _):
                    pending = edit
                    return "pending"
                case .bad(let diagnostics):
                    return "bad " + diagnostics.map(\.code.rawValue).joined(separator: ",")
                }
            }
            throw SetUpFailure(text: "the document does not change")
        }

        private(set) var pending: PendingEdit?

        /// Whether the next look finds no change.
        func isUnchanged(force: Bool = false) -> Bool {
            if case .unchanged = source.load(force: force) { true } else { false }
        }

        func kept() -> Bool { if case .good = source.kept() { true } else { false } }

        var history: [Generation] {
            finish()
            return GenerationStore(state: state).generations
        }

        func announce(
            _ text: String, _ change: (inout ChangeAnnouncement) -> Void
        ) async {
            var announcement = ChangeAnnouncement(of: Array(text.utf8))
            change(&announcement)
            #expect(await changes.announce(announcement).failure == nil)
        }
    }

    private static let (usual, edited) = ("good 10000 online", "good 6000 online")

    @Test("a clock that was never set, or is before the document in force, opens no window")
    func clock() throws {
        let site = try Site(Self.document())
        #expect(try site.load() == Self.usual)
        site.finish()
        try site.file.write(Self.document(Self.edit))
        // At 22:00 on a Friday.
        let weekBefore = Self.opening - 604_800_000
        for (time, words) in [(165_600_000, "never set"), (weekBefore, "in force")] {
            site.clock.now = time
            site.start()
            #expect(try site.load() == "pending")
            #expect(site.pending?.opens == nil)
            #expect(site.pending?.words.contains(words) == true, "\(site.pending?.words ?? "")")
        }
        site.clock.now = Self.opening
        site.start()
        #expect(try site.load() == Self.edited)
    }

    @Test("an edit waits, over a restart too, until its window opens; the newest one wins")
    func waits() throws {
        let site = try Site(Self.document())
        #expect(try site.load() == Self.usual)
        try site.file.write(Self.document("health: {interval: 7s}"))
        #expect(try site.load() == "pending")
        #expect(site.pending?.opens == Self.opening)
        #expect(site.pending?.localTime == "Fri 22:00 UTC")
        site.clock.now += 1
        try site.file.write(Self.document(Self.edit))
        #expect(try site.load() == "pending")
        #expect(site.isUnchanged(force: true))
        site.start()
        #expect(try site.load() == "pending")
        #expect(site.kept(), "the accepted document is served")
        site.clock.now = Self.opening - 1
        #expect(site.isUnchanged())
        site.clock.now = Self.opening
        #expect(try site.load() == Self.edited)
        #expect(site.history.count == 2)
    }

    @Test("a bad edit is reported at once, and the accepted text ends the wait")
    func bad() throws {
        let site = try Site(Self.document())
        _ = try site.load()
        try site.file.write(Self.document(Self.edit))
        #expect(try site.load() == "pending")
        try site.file.write(Self.document("health: {interval: no}"))
        #expect(try site.load().hasPrefix("bad"))
        try site.file.write(Self.document(Self.edit))
        #expect(try site.load() == "pending")
        try site.file.write(Self.document())
        #expect(try site.load() == Self.usual)
        site.clock.now = Self.opening
        #expect(site.history.count == 1)
    }

    @Test("an edit of the windows waits under those in force")
    func ownWindows() throws {
        let site = try Site(Self.document())
        _ = try site.load()
        try site.file.write(Self.document(Self.edit, hours: "00:00-24:00"))
        #expect(try site.load() == "pending")
        site.clock.now += 1
        try site.file.write("version: 1\nhealth: {interval: 6s}\n")
        #expect(try site.load() == "pending")
    }

    @Test("--now and a rollback do not wait, and the history has the demand")
    func urgent() async throws {
        let site = try Site(Self.document())
        _ = try site.load()
        let text = Self.document(Self.edit)
        try site.file.write(text)
        #expect(try site.load() == "pending")
        await site.announce(text) {
            $0.urgency = .now
            $0.message = "outage"
            $0.isOwn = false
        }
        #expect(try site.load(force: true) == Self.edited)
        #expect(site.history.last?.isUrgent == true)
        #expect(site.history.last?.message == "outage")
        await site.announce(Self.document()) { $0.urgency = .rollback }
        try site.file.write(Self.document())
        #expect(try site.load() == Self.usual)
        #expect(site.history.last?.isUrgent == nil)
    }

    @Test("the facts of an edit that waits are kept, over a restart too")
    func facts() async throws {
        let site = try Site(Self.document())
        _ = try site.load()
        let text = Self.document(Self.edit)
        await site.announce(text) {
            $0.time = .seconds(600)
            $0.message = "ticket 7"
        }
        try site.file.write(text)
        #expect(try site.load() == "pending")
        #expect(site.pending?.message == "ticket 7")
        site.start()
        #expect(try site.load() == "pending")
        site.clock.now = Self.opening
        #expect(try site.load() == Self.edited)
        #expect(site.changes.inForce?.time == 600_000)
        #expect(site.history.last?.message == "ticket 7")
    }

    @Test("states and weights of servers never wait, on top of an edit that does either")
    func operations() async throws {
        let site = try Site(Self.document())
        _ = try site.load()
        let drained = "[{name: a, address: 10.1.0.1, state: drain}]"
        try site.file.write(Self.document(servers: drained))
        #expect(try site.load() == "good 10000 drain")
        let text = Self.document(Self.edit, servers: drained)
        await site.announce(text) { $0.message = "ticket 8" }
        try site.file.write(text)
        #expect(try site.load() == "pending")
        let online = Self.document(
            Self.edit, servers: "[{name: a, address: 10.1.0.1, state: offline}]")
        await site.announce(online) { $0.message = "broken disk" }
        try site.file.write(online)
        #expect(try site.load() == "good 10000 offline")
        #expect(site.history.last?.message == "broken disk")
        #expect(try site.load() == "pending")
        #expect(site.pending?.message == "ticket 8")
        site.start()
        #expect(try site.load() == "pending")
        site.clock.now = Self.opening
        #expect(try site.load() == "good 6000 offline")
        #expect(site.history.last?.message == "ticket 8")
        #expect(site.history.count == 4)
    }

    @Test("a window that closes does not stop the undoing of an unconfirmed edit")
    func undone() async throws {
        let site = try Site(Self.document())
        _ = try site.load()
        site.clock.now = Self.opening
        let text = Self.document(Self.edit)
        await site.announce(text) { $0.time = .seconds(1) }
        try site.file.write(text)
        #expect(try site.load() == Self.edited)
        site.clock.now = Self.opening + 7 * 3_600_000
        var result = ""
        repeat { result = try site.load() } while result == Self.edited
        #expect(result == "restored 10000")
    }

    @Test("the document of another node is not judged")
    func replicated() throws {
        let cluster = """
            cluster:
              name: c
              nodes: [{name: a, address: 10.0.0.21, priority: 150}, {name: b, address: 10.0.0.22}]
              replication: {}
              failover: {links: [{interface: eth0}]}

            """
        let origin = ReplicatedOrigin(isActivating: { false }, author: { _ in "b" })
        let site = try Site(Self.document(cluster), origin: origin)
        _ = try site.load()
        try site.file.write(Self.document(cluster + Self.edit))
        #expect(try site.load() == Self.edited)
    }

    @Test("servers that are changed while no controller runs do not wait with an edit that does")
    func stopped() throws {
        let site = try Site(Self.document())
        #expect(try site.load() == Self.usual)
        try site.file.write(Self.document(Self.edit))
        #expect(try site.load() == "pending")
        site.finish()
        let drained = Self.document(
            Self.edit, servers: "[{name: a, address: 10.1.0.1, state: drain}]")
        try site.file.write(drained)
        site.start()
        #expect(try site.load() == "good 10000 drain")
        #expect(try site.load(force: true) == "pending")
        site.clock.now = Self.opening
        #expect(try site.load(force: true) == "good 6000 drain")
        site.finish()
        #expect(!FileManager.default.fileExists(atPath: site.state + "/waiting.json"))
    }

    @Test("a time zone that disappears keeps no operation and no urgent edit out")
    func lostZone() async throws {
        let lost = Self.document().replacing("{days: fri,", with: "{days: fri, timeZone: A/B,")
        let site = try Site(lost)
        let keeper = DocumentKeeper(directory: site.state)
        keeper.keep(KeptDocument(path: site.file.path, accepted: 5, bytes: Array(lost.utf8)))
        keeper.finish()
        #expect(try site.load() == Self.usual)
        try site.file.write(lost.replacing("10.1.0.1}", with: "10.1.0.1, state: drain}"))
        #expect(try site.load() == "good 10000 drain")
        let edited = lost.replacing("services:", with: Self.edit + "\nservices:")
        try site.file.write(edited)
        #expect(try site.load() == "pending")
        #expect(site.pending?.opens == nil)
        await site.announce(edited) {
            $0.urgency = .now
            $0.message = "no tzdata"
        }
        #expect(try site.load(force: true) == Self.edited)
        try site.file.write(edited.replacing("A/B", with: "A/C"))
        #expect(try site.load() == "bad BAL263")
    }

    @Test("an unknown time zone rejects an edit")
    func unknownZone() throws {
        let site = try Site(Self.document())
        _ = try site.load()
        try site.file.write(
            "version: 1\nsafety: {windows: [{days: mon-fri, timeZone: Europe/Atlantis}]}\n")
        #expect(try site.load() == "bad BAL263")
    }

    @Test(
        "the offsets of time zones are those of glibc",
        arguments: [
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
            "America/Sao_Paulo", "Asia/Kolkata", "Africa/Casablanca", "Europe/Dublin", "Etc/GMT+5",
            "Asia/Jerusalem", "America/Scoresbysund",
        ])
    func offsets(_ zone: String) throws {
        guard FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/\(zone)") else { return }
        let rules = try TimeZoneFile.rules(of: zone)
        // Times of 1972 to 2099, at any second.
        let times = (0..<2_000).map { Int64(70_000_000) + $0 * 2_021_113 }
        let file = try Scratch(times.map { "@\($0)" }.joined(separator: "\n") + "\n")
        let output = try shell("TZ=\(zone) date -f \(file.path) '+%::z'")
        let found = output.split(separator: "\n")
        #expect(found.count == times.count)
        for (time, text) in zip(times, found) {
            let parts = text.dropFirst().split(separator: ":").compactMap { Int($0) }
            let offset = parts[0] * 3_600 + parts[1] * 60 + parts[2]
            #expect(rules.offset(at: time) == (text.first == "-" ? -offset : offset), "\(time)")
        }
    }
}

/// A clock that a test sets.
private final class Clock: Sendable {
    private let time: Mutex<Int64>

    init(_ now: Int64) { time = Mutex(now) }

    var now: Int64 {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
