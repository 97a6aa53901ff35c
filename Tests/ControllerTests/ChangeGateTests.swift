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

/// Edits of the document of `ballast run` that must be confirmed, or that remove too much.
@Suite("Edits that must be confirmed", .ownThreads)
struct ChangeGateTests {
    /// A document whose lock-down admits this network.
    static func document(_ admin: String, _ time: String = "1s", _ more: String = "")
        -> String
    {
        """
        version: 1  # kept
        safety: {confirm: \(time)}
        firewall: {lockdown: {admin: [\(admin)]}}
        \(more)
        """
    }

    static let (first, second) = ("192.168.1.0/24", "10.9.0.0/16")

    /// A document with its state directory, as `ballast run` has them.
    final class Site {
        let file: Scratch
        var state: String { file.folder + "/state" }
        private(set) var keeper: DocumentKeeper
        private(set) var changes: ChangeKeeper
        private var source: FileDocument
        /// The admin networks of the documents that replication got.
        let published = Published()

        /// Creates a document that was confirmed before, or is the first one.
        init(_ text: String, isFirst: Bool = false) throws {
            file = try Scratch(text)
            keeper = DocumentKeeper(directory: file.folder + "/state")
            if !isFirst {
                keeper.keep(
                    KeptDocument(
                        path: file.path, accepted: wallClock(), bytes: Array(text.utf8)))
                keeper.finish()
            }
            changes = ChangeKeeper(
                state: file.folder + "/state", document: file.path, keeper: keeper)
            source = FileDocument(path: file.path)
            start()
        }

        /// Starts another controller, after a crash of the former.
        ///
        /// - Parameter isSudden: whether the former one has not repeated failed writes before.
        func start(isSudden: Bool = false) {
            if !isSudden { changes.finish() }
            keeper.finish()
            keeper = DocumentKeeper(directory: state)
            changes = ChangeKeeper(state: state, document: file.path, keeper: keeper)
            source = FileDocument(
                path: file.path, keeper: keeper, changes: changes,
                accepted: { [published] in published.add($0) })
        }

        /// Confirms the edit in force, after a pass that applied it.
        func confirm() async -> ConfirmAnswer {
            changes.note(lacking: [])
            return await changes.confirm(in: .any)
        }

        /// Returns the first result that is a change.
        func load(force: Bool = false) throws -> LoadedDocument {
            for _ in 0..<6000 {
                let loaded = source.load(force: force)
                if case .unchanged = loaded {
                    usleep(10_000)
                    continue
                }
                return loaded
            }
            throw SetUpFailure(text: "the document does not change")
        }

        /// Whether the next look finds no change.
        func isUnchanged() -> Bool {
            if case .unchanged = source.load(force: false) { true } else { false }
        }

        func kept() -> KeptSpec { source.kept() }

        func admin(_ loaded: LoadedDocument) -> String? {
            guard case .good(let spec, _) = loaded else { return nil }
            return spec.firewall?.lockdown?.admin.first.map { "\($0)" }
        }

        /// Waits until the edit in force is undone.
        func restored() throws -> String? {
            while true {
                switch try load() {
                case .restored(let spec, let diagnostics):
                    #expect(diagnostics.map(\.code) == [.unconfirmed])
                    changes.finish()
                    return spec.firewall?.lockdown?.admin.first.map { "\($0)" }
                // A file is read again while its last change is recent.
                case .good: continue
                default: return nil
                }
            }
        }

        var history: [Generation] {
            changes.finish()
            return GenerationStore(state: state).generations
        }
    }

    @Test("an edit that needs no confirmation continues the wait of the one before")
    func continued() async throws {
        let site = try Site(Self.document(Self.first, "never"))
        #expect(site.admin(try site.load()) == Self.first)
        let text = Self.document(Self.first, "never", "health: {interval: 6s}")
        var announcement = ChangeAnnouncement(of: Array(text.utf8))
        announcement.time = .seconds(600)
        #expect(await site.changes.announce(announcement).failure == nil)
        try site.file.write(text)
        #expect(site.admin(try site.load()) == Self.first)
        #expect(site.changes.inForce != nil)
        let next = Self.document(Self.first, "never", "health: {interval: 7s}")
        try site.file.write(next)
        #expect(site.admin(try site.load()) == Self.first)
        #expect(site.changes.inForce?.text == next)
        #expect(site.changes.inForce?.earlier == Self.document(Self.first, "never"))
        #expect(site.changes.inForce?.time == 600_000)
    }

    @Test("the way back from an edit is not taken after a later document")
    func stale() throws {
        let site = try Site(Self.document(Self.first, "600s"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "600s"))
        #expect(site.admin(try site.load()) == Self.second)
        site.changes.finish()
        let place = URL(filePath: site.state + "/unconfirmed.json")
        let change = try Data(contentsOf: place)
        try site.file.write(Self.document(Self.first, "600s"))
        #expect(site.admin(try site.load()) == Self.first)
        let later = Self.document(Self.first, "600s", "health: {interval: 7s}")
        try site.file.write(later)
        #expect(site.admin(try site.load()) == Self.first)
        site.changes.finish()
        // As after a full disk: the file of the edit could not be removed.
        try change.write(to: place)
        chmod(place.path, 0o600)
        site.start()
        #expect(site.admin(try site.load()) == Self.first && site.changes.inForce == nil)
        site.changes.finish()
        #expect(!FileManager.default.fileExists(atPath: place.path))
    }

    @Test("after a restart of the host with a clock that was set back, the time ends all the same")
    func restarted() throws {
        let site = try Site(Self.document(Self.first, "600s"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "600s"))
        #expect(site.admin(try site.load()) == Self.second)
        site.changes.finish()
        let place = URL(filePath: site.state + "/unconfirmed.json")
        var stored = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: place)) as? [String: Any])
        stored["boot"] = "another"
        stored["begun"] = wallClock() + 3_600_000
        stored["time"] = 300
        try JSONSerialization.data(withJSONObject: stored).write(to: place)
        chmod(place.path, 0o600)
        site.start()
        #expect(try site.restored() == Self.first)
    }

    @Test("an edit beside a damaged copy is compared with the history")
    func damaged() throws {
        let site = try Site(Self.document(Self.first, "600s"))
        _ = try site.load()
        site.start()
        try Data().write(to: URL(filePath: site.state + "/accepted.yaml"))
        try site.file.write(Self.document(Self.second, "600s"))
        site.start()
        #expect(site.admin(try site.load()) == Self.second)
        #expect(site.changes.inForce?.earlier == Self.document(Self.first, "600s"))
    }

    @Test("without a confirmation the former document is in force, and the file stays as it is")
    func reverted() throws {
        let site = try Site(Self.document(Self.first))
        #expect(site.admin(try site.load()) == Self.first)
        let text = Self.document(Self.second)
        try site.file.write(text)
        #expect(site.admin(try site.load()) == Self.second)
        #expect(Set(site.published.networks) == [Self.first], "other nodes do not get it")
        #expect(try site.keeper.load()?.bytes == Array(Self.document(Self.first).utf8))
        #expect(try site.restored() == Self.first)
        #expect(try site.file.text() == text)
        #expect(site.history.map(\.result.state) == [.accepted, .reverted])
        // A restart, and a forced look, leave it so.
        for _ in 0..<2 {
            guard case .bad(let diagnostics) = try site.load(force: true) else {
                Issue.record("an edit that was undone is in force again")
                return
            }
            #expect(diagnostics.map(\.code) == [.unconfirmed])
            site.start()
        }
        guard case .good(let spec, _, _) = site.kept() else {
            Issue.record("there is no document in force")
            return
        }
        #expect(spec.firewall?.lockdown?.admin.map { "\($0)" } == [Self.first])
        // The next save is another attempt.
        try site.file.write(text)
        #expect(site.admin(try site.load()) == Self.second)
        #expect(site.changes.unconfirmed != nil)
        // It is undone as well, and a restart leaves it so.
        #expect(try site.restored() == Self.first)
        site.start()
        guard case .bad(let diagnostics) = try site.load(force: true) else {
            Issue.record("an edit that was undone twice is in force again")
            return
        }
        #expect(diagnostics.map(\.code) == [.unconfirmed])
    }

    @Test("a confirmed document stays, and other nodes get it")
    func confirmed() async throws {
        let site = try Site(Self.document(Self.first, "1d"))
        #expect(await site.confirm().failure == ConfirmAnswer.nothing)
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "1d"))
        #expect(site.admin(try site.load()) == Self.second)
        let answer = await site.confirm()
        #expect(answer.failure == nil && answer.generation == 2)
        #expect(try site.keeper.load()?.bytes == Array(Self.document(Self.second, "1d").utf8))
        // A look passes it on.
        _ = site.isUnchanged()
        #expect(Set(site.published.networks) == [Self.first, Self.second])
        #expect(await site.confirm().failure == ConfirmAnswer.nothing)
        site.start()
        #expect(site.admin(try site.load()) == Self.second)
        #expect(site.changes.unconfirmed == nil)
        #expect(!site.history.contains { $0.isUnconfirmed })
    }

    @Test("a crash leaves the time as it was, and a start after it undoes the edit")
    func crashes() throws {
        let site = try Site(Self.document(Self.first, "2s"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "2s"))
        #expect(site.admin(try site.load()) == Self.second)
        site.start()
        #expect(site.admin(try site.load()) == Self.second, "the time goes on")
        #expect(try site.restored() == Self.first)

        try site.file.write(Self.document(Self.second, "1s"))
        #expect(site.admin(try site.load()) == Self.second)
        let change = try #require(site.changes.unconfirmed)
        while change.remaining > 0 { usleep(20_000) }
        site.start()
        #expect(try site.restored() == Self.first, "the time is over at the start")
    }

    @Test("a crash between the stored edit and its application changes nothing")
    func early() throws {
        let site = try Site(Self.document(Self.first, "1d"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "1d"))
        // A child of another test may still have the file open for writing.
        for _ in 0..<1_000 where !isThere(site.state + "/unconfirmed.json") {
            #expect(site.isUnchanged(), "the way back is stored first")
            site.changes.finish()
            usleep(10_000)
        }
        #expect(isThere(site.state + "/unconfirmed.json"))
        site.start()
        #expect(site.admin(try site.load()) == Self.second)
        #expect(
            site.changes.unconfirmed?.isOf(Array(Self.document(Self.second, "1d").utf8)) == true)
    }

    @Test("a second edit can shorten the time, and the last confirmed document is the way back")
    func edits() throws {
        let site = try Site(Self.document(Self.first, "1d"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "1d"))
        #expect(site.admin(try site.load()) == Self.second)
        try site.file.write(Self.document("172.16.0.0/12", "1s"))
        #expect(site.admin(try site.load()) == "172.16.0.0/12")
        #expect(try site.restored() == Self.first)
        #expect(site.history.map(\.result.state) == [.accepted, .reverted, .reverted])
        // The confirmed document in the file ends the wait.
        try site.file.write(Self.document("172.16.0.0/12", "1d"))
        _ = try site.load()
        try site.file.write(Self.document(Self.first, "1d"))
        #expect(site.admin(try site.load()) == Self.first)
        #expect(site.changes.unconfirmed == nil)
        site.changes.finish()
        #expect(!isThere(site.state + "/unconfirmed.json"))
    }

    @Test("a file that Ballast has written is written back, with its comments")
    func own() async throws {
        let site = try Site(Self.document(Self.first))
        _ = try site.load()
        let text = Self.document(Self.second)
        let announcement = ChangeAnnouncement(of: Array(text.utf8), message: "a\tticket")
        #expect(await site.changes.announce(announcement).failure == nil)
        try site.file.write(text)
        #expect(site.admin(try site.load()) == Self.second)
        #expect(try site.restored() == Self.first)
        #expect(try site.file.text() == Self.document(Self.first))
        #expect(site.admin(try site.load()) == Self.first)
        #expect(!isThere(site.state + "/reverted.json"))
        let edit = try #require(site.history.last)
        #expect(edit.author.kind == .command && edit.message == "a ticket")
        #expect(site.history.first?.author.kind == .run)
    }

    @Test("other edits need no confirmation, and \"never\" is kept")
    func others() throws {
        let site = try Site(Self.document(Self.first))
        _ = try site.load()
        try site.file.write(Self.document(Self.first, "1s", "health: {fall: 2}"))
        _ = try site.load()
        #expect(site.changes.unconfirmed == nil)
        let open = try Site(Self.document(Self.first, "never"))
        _ = try open.load()
        try open.file.write(Self.document(Self.second, "never"))
        #expect(open.admin(try open.load()) == Self.second)
        #expect(open.changes.unconfirmed == nil)
    }

    @Test("an edit whose way back can't be stored is withheld, and others are not")
    func fullDisk() throws {
        let site = try Site(Self.document(Self.first))
        // A directory in the place of the file.
        let place = site.state + "/unconfirmed.json"
        try FileManager.default.createDirectory(
            atPath: place + "/a", withIntermediateDirectories: true)
        _ = try site.load()
        try site.file.write(Self.document(Self.second))
        guard case .bad(let diagnostics) = try site.load() else {
            Issue.record("an edit without a way back is in force")
            return
        }
        #expect(diagnostics.map(\.code) == [.confirmationStore])
        try site.file.write(Self.document(Self.first, "1s", "health: {fall: 2}"))
        #expect(site.admin(try site.load()) == Self.first)
        try FileManager.default.removeItem(atPath: place)
        try site.file.write(Self.document(Self.second))
        #expect(site.admin(try site.load()) == Self.second)
    }

    @Test("an edit that removes too much is withheld until it is allowed")
    func removals() async throws {
        let services = (1...4).map {
            """
              - {name: s\($0), listen: "10.0.0.1:\($0)", servers: [{name: a, address: 10.1.0.1}]}

            """
        }
        let begin = "version: 1\nvirtualAddresses: [{address: 10.0.0.1/24, interface: e}]\n"
        let site = try Site(begin + "services:\n" + services.joined())
        _ = try site.load()
        let text = begin + "services:\n" + services[0]
        try site.file.write(text)
        guard case .bad(let diagnostics) = try site.load() else {
            Issue.record("three of four services are gone")
            return
        }
        #expect(diagnostics.map(\.code) == [.removalLimit])
        #expect(diagnostics[0].message.contains("3 of 4 services and 3 of 4 servers"))
        var announcement = ChangeAnnouncement(of: Array(text.utf8))
        announcement.allowsRemoval = true
        announcement.isOwn = false
        #expect(await site.changes.announce(announcement).failure == nil)
        guard case .good(let spec, _) = try site.load(force: true) else {
            Issue.record("an allowed edit is withheld")
            return
        }
        #expect(spec.services.count == 1)
        // Half of them, and an empty list of two.
        try site.file.write(begin + "services: []\n")
        guard case .good = try site.load() else {
            Issue.record("a small removal is withheld")
            return
        }
    }

    @Test("the document of another node is not judged again, and one that is being copied waits")
    func replicated() throws {
        let text = """
            version: 1
            firewall: {lockdown: {admin: [192.168.1.0/24]}}
            cluster:
              name: c
              nodes: [{name: a, address: 10.0.0.21, priority: 150}, {name: b, address: 10.0.0.22}]
              replication: {}
              failover: {links: [{interface: eth0}]}

            """
        let file = try Scratch(text)
        let state = file.folder + "/state"
        let activation = Activation()
        let changes = ChangeKeeper(
            state: state, document: file.path, keeper: DocumentKeeper(directory: state),
            origin: ReplicatedOrigin(
                isActivating: { activation.isRunning.withLock { $0 } },
                author: { _ in activation.isRunning.withLock { $0 } ? nil : "b" }))
        var source = FileDocument(path: file.path, changes: changes)
        guard case .good = source.load(force: true) else {
            Issue.record("the document is no document")
            return
        }
        activation.isRunning.withLock { $0 = true }
        try file.write(text.replacing("192.168.1.0/24", with: "10.9.0.0/16"))
        guard case .unchanged = source.load(force: true) else {
            Issue.record("an edit is judged before its origin is known")
            return
        }
        activation.isRunning.withLock { $0 = false }
        guard case .good = source.load(force: false) else {
            Issue.record("the document of another node waits")
            return
        }
        #expect(changes.unconfirmed == nil)
        changes.finish()
        let author = GenerationStore(state: state).current?.author
        #expect(author == ChangeAuthor(.replication, host: "b"))
    }

    @Test("the time that is left does not follow the clock during a boot, and does after it")
    func clocks() {
        let change = UnconfirmedChange(
            of: "/d", from: [], to: [], isOwn: false, within: .seconds(60))
        func remaining(_ wall: Int64, _ boot: Int64, _ identity: String?) -> Int64 {
            change.remaining(
                wall: change.begun + wall,
                moment: Moment(milliseconds: change.moment.milliseconds + boot), boot: identity)
        }
        let boot = bootIdentity()
        #expect(remaining(9_000_000, 10_000, boot) == 50_000)
        #expect(remaining(-9_000_000, 60_000, boot) == 0)
        #expect(remaining(10_000, 0, "another") == 50_000)
        #expect(remaining(60_000, 0, "another") == 0)
        #expect(remaining(-9_000_000, 0, "another") == 60_000, "a clock that was set back")
    }

    @Test("the facts of an edit pass through the request")
    func announcements() throws {
        var edit = ChangeAnnouncement(of: [1, 2], message: "weiß & \"rot\"\n")
        #expect(ChangeAnnouncement(path: edit.path) == edit)
        edit.time = .seconds(60)
        edit.allowsRemoval = true
        edit.isOwn = false
        #expect(ChangeAnnouncement(path: edit.path) == edit)
        for path in ["/changes/announce?", "/changes/announce?digest=1", "/changes", ""] {
            #expect(ChangeAnnouncement(path: path) == nil)
        }
    }
}

/// The documents that other nodes get.
final class Published: Sendable {
    private let documents = Mutex<[AcceptedDocument]>([])

    func add(_ document: AcceptedDocument) {
        documents.withLock { $0.append(document) }
    }

    /// Their admin networks.
    var networks: [String] {
        documents.withLock { $0 }.compactMap {
            $0.spec.firewall?.lockdown?.admin.first.map { "\($0)" }
        }
    }
}

/// An activation of another node's document.
private final class Activation: Sendable {
    let isRunning = Mutex(false)
}
