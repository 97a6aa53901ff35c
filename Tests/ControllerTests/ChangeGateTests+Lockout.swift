import Document
import Files
import Foundation
import Model
import Reconciliation
import TestSupport
import Testing

@testable import Controller

extension ChangeGateTests {
    @Test("an edit is confirmed only once the host has all of it")
    func application() async throws {
        let site = try Site(Self.document(Self.first, "1d"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "1d"))
        #expect(site.admin(try site.load()) == Self.second)
        #expect(site.changes.awaitsApplication)
        #expect(await site.changes.confirm(in: .any).failure?.contains("completely") == true)
        site.changes.note(lacking: ["firewall ipv4: busy"])
        let answer = await site.changes.confirm(in: .any)
        #expect(answer.failure?.contains("firewall ipv4: busy; it is undone at") == true)
        site.changes.note(lacking: [])
        #expect(!site.changes.awaitsApplication)
        // A restart during the same boot keeps it.
        site.start()
        #expect(site.admin(try site.load()) == Self.second)
        #expect(!site.changes.awaitsApplication)
        #expect(await site.changes.confirm(in: .any).failure == nil)
    }

    @Test("a process that proves nothing does not confirm")
    func unproven() async throws {
        let site = try Site(Self.document(Self.first, "1d"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "1d"))
        #expect(site.admin(try site.load()) == Self.second)
        site.changes.note(lacking: [])
        #expect(await site.changes.confirm(in: .observed(nil)).failure?.isEmpty == false)
        #expect(site.changes.inForce != nil)
        #expect(await site.changes.confirm(in: .any).failure == nil)
    }

    @Test("later edits do not prolong the time")
    func deadline() async throws {
        let site = try Site(Self.document(Self.first, "600s"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "600s"))
        #expect(site.admin(try site.load()) == Self.second)
        site.changes.note(lacking: [])
        let change = try #require(site.changes.inForce)
        usleep(50_000)
        // It admits the same administrators.
        try site.file.write(Self.document(Self.second, "600s", "health: {interval: 7s}"))
        #expect(site.admin(try site.load()) == Self.second)
        #expect(site.changes.inForce?.moment == change.moment)
        #expect(!site.changes.awaitsApplication)
        // It admits others, and needs a new session.
        try site.file.write(Self.document("172.16.0.0/12", "1d"))
        #expect(site.admin(try site.load()) == "172.16.0.0/12")
        #expect(site.changes.inForce?.moment == change.moment)
        #expect(site.changes.inForce?.time == 600_000)
        #expect(site.changes.awaitsApplication)
    }

    @Test("another spelling of the path at the next start keeps the way back")
    func spelling() throws {
        let site = try Site(Self.document(Self.first, "1s"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "1s"))
        #expect(site.admin(try site.load()) == Self.second)
        site.changes.finish()
        let link = site.file.folder + "-link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: site.file.folder)
        defer { unlink(link) }
        let name = try #require(site.file.path.split(separator: "/").last)
        for path in ["\(link)/\(name)", "\(site.file.folder)/./\(name)"] {
            let keeper = DocumentKeeper(directory: site.state)
            let changes = ChangeKeeper(state: site.state, document: path, keeper: keeper)
            #expect(changes.unconfirmed != nil, "\(path)")
            #expect(try keeper.load(of: path)?.bytes == Array(Self.document(Self.first, "1s").utf8))
        }
    }

    @Test("a way back that this version rejects is no confirmation")
    func rejected() throws {
        let site = try Site(Self.document(Self.first, "1s"))
        _ = try site.load()
        try site.file.write(Self.document(Self.second, "1s"))
        #expect(site.admin(try site.load()) == Self.second)
        site.changes.finish()
        let place = URL(filePath: site.state + "/unconfirmed.json")
        var stored = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: place)) as? [String: Any])
        stored["earlier"] = "version: 1\nolder: true\n"
        try JSONSerialization.data(withJSONObject: stored).write(to: place)
        chmod(place.path, 0o600)
        site.start()
        for _ in 0..<2 {
            while true {
                let loaded = try site.load()
                if case .good = loaded {
                    #expect(site.changes.unconfirmed != nil)
                    continue
                }
                guard case .restored(let spec, let diagnostics) = loaded else {
                    Issue.record("an edit with a rejected way back stays in force")
                    return
                }
                #expect(diagnostics.map(\.code) == [.unconfirmed, .rejectedWayBack])
                #expect(spec.firewall == nil)
                break
            }
            // After a restart it is undone as far as possible again.
            site.start()
        }
        #expect(Set(site.published.networks) == [Self.first])
        try site.file.write(Self.document(Self.first, "never"))
    }

    @Test("a first document with a lock-down returns to itself without its firewall")
    func first() throws {
        let site = try Site(Self.document(Self.first, "1s"), isFirst: true)
        #expect(site.admin(try site.load()) == Self.first)
        #expect(site.changes.inForce?.isFirst == true)
        #expect(site.published.networks.isEmpty, "other nodes do not get it")
        for _ in 0..<2 {
            while true {
                let loaded = try site.load()
                if case .good = loaded { continue }
                guard case .restored(let spec, let diagnostics) = loaded else {
                    Issue.record("a first document is not undone")
                    return
                }
                #expect(diagnostics.map(\.code) == [.unconfirmedFirst])
                #expect(spec.firewall == nil)
                break
            }
            site.start()
        }
        #expect(try site.keeper.load() == nil)
        // The corrected document is another attempt.
        guard case .restored = try site.load() else { return }
        try site.file.write(Self.document(Self.second, "never"))
        #expect(site.admin(try site.load()) == Self.second)
        #expect(site.changes.unconfirmed == nil)
        site.changes.finish()
        #expect(!isThere(site.state + "/unconfirmed.json"))
    }

    @Test("a first document without a firewall needs no confirmation")
    func firstOpen() throws {
        let site = try Site("version: 1\nsafety: {confirm: auto}\n", isFirst: true)
        guard case .good = try site.load() else { return }
        #expect(site.changes.unconfirmed == nil)
    }

    @Test("another mode or a hard link of a file whose edit was undone is no new attempt")
    func attributes() throws {
        let site = try Site(Self.document(Self.first))
        _ = try site.load()
        try site.file.write(Self.document(Self.second))
        #expect(site.admin(try site.load()) == Self.second)
        #expect(try site.restored() == Self.first)
        usleep(20_000)
        chmod(site.file.path, 0o640)
        link(site.file.path, site.file.path + "-other")
        guard case .bad(let diagnostics) = try site.load(force: true) else {
            Issue.record("an edit that was undone is in force again")
            return
        }
        #expect(diagnostics.map(\.code) == [.unconfirmed])
    }

    @Test("apply --confirm of a text that was undone is another attempt")
    func announcedAgain() async throws {
        let site = try Site(Self.document(Self.first))
        _ = try site.load()
        let text = Self.document(Self.second)
        try site.file.write(text)
        #expect(site.admin(try site.load()) == Self.second)
        #expect(try site.restored() == Self.first)
        var edit = ChangeAnnouncement(of: Array(text.utf8))
        edit.time = .seconds(600)
        edit.isOwn = false
        #expect(await site.changes.announce(edit).failure == nil)
        #expect(site.admin(try site.load(force: true)) == Self.second)
        #expect(site.changes.inForce?.time == 600_000)
    }
}
