import Document
import Files
import Foundation
import Model
import Reconciliation
import Replication
import TestSupport
import Testing

@testable import Controller

extension ChangeGateTests {
    /// Services on consecutive ports.
    static func services(_ count: Int, _ more: String = "") -> String {
        let all = (1...count).map {
            """
              - {name: s\($0), listen: "10.0.0.1:\($0)", servers: [{name: a, address: 10.1.0.1}]}

            """
        }
        return "version: 1\nvirtualAddresses: [{address: 10.0.0.1/24, interface: e}]\n"
            + more + "services:\n" + all.joined()
    }

    @Test("a crash between the announcement of an edit and its file loses no demand")
    func announced() async throws {
        let site = try Site(Self.document(Self.first, "never"))
        _ = try site.load()
        let text = Self.document(Self.first, "never", "health: {interval: 6s}")
        var announcement = ChangeAnnouncement(of: Array(text.utf8), message: "why")
        announcement.time = .seconds(600)
        #expect(await site.changes.announce(announcement).failure == nil)
        try site.file.write(text)
        site.start()
        #expect(site.admin(try site.load()) == Self.first)
        #expect(site.changes.inForce?.time == 600_000)
        #expect(site.changes.inForce?.isOwn == true)
        #expect(site.history.last?.message == "why")
        #expect(!isThere(site.state + "/announced.json"), "the loop has seen it")
    }

    @Test("an edit whose demand of a confirmation can't be stored is refused before its file")
    func unannounced() async throws {
        let site = try Site(Self.document(Self.first, "never"))
        _ = try site.load()
        // A directory in the place of the file.
        try FileManager.default.createDirectory(
            atPath: site.state + "/announced.json/a", withIntermediateDirectories: true)
        let text = Self.document(Self.first, "never", "health: {interval: 6s}")
        var announcement = ChangeAnnouncement(of: Array(text.utf8))
        #expect(await site.changes.announce(announcement).failure == nil, "only a message is lost")
        announcement.time = .seconds(600)
        let answer = await site.changes.announce(announcement)
        #expect(answer.failure?.contains("announced.json") == true, "\(answer)")
    }

    @Test("after an allowed removal that awaits its confirmation, other edits are in force")
    func afterRemoval() async throws {
        let site = try Site(Self.services(8))
        _ = try site.load()
        let text = Self.services(2)
        var announcement = ChangeAnnouncement(of: Array(text.utf8))
        announcement.time = .seconds(600)
        announcement.allowsRemoval = true
        #expect(await site.changes.announce(announcement).failure == nil)
        try site.file.write(text)
        for restarts in [false, true] {
            guard case .good = try site.load() else {
                Issue.record("an allowed edit is withheld")
                return
            }
            if restarts { site.start() }
            let next = Self.services(2, "health: {interval: \(restarts ? 6 : 7)s}\n")
            try site.file.write(next)
            guard case .good(let spec, _) = try site.load() else {
                Issue.record("an edit that removes nothing is withheld")
                return
            }
            #expect(spec.services.count == 2)
            #expect(site.changes.inForce?.earlier == Self.services(8))
            try site.file.write(Self.services(2))
        }
        _ = try site.load()
        try site.file.write("version: 1\n")
        guard case .good = try site.load() else {
            Issue.record("two services are within every share")
            return
        }
    }

    @Test("each document of a state directory keeps its own accepted text")
    func otherDocuments() throws {
        let site = try Site(Self.document(Self.first, "600s"))
        _ = try site.load()
        site.changes.finish()
        site.keeper.finish()
        let other = DocumentKeeper(directory: site.state)
        for number in 0..<12 {
            other.keep(
                KeptDocument(path: "/o\(number)", accepted: Int64(number), bytes: [0x61]))
            other.finish()
        }
        #expect(other.failure == nil)
        #expect(try other.load()?.path == "/o11")
        #expect(try other.load(of: "/o10")?.bytes == [0x61])
        #expect(try other.load(of: "/o1") == nil, "the oldest are removed")
        #expect(
            try other.load(of: site.file.path)?.bytes
                == Array(Self.document(Self.first, "600s").utf8))
        // The next controller finds the one of its document, and compares with it.
        try FileManager.default.removeItem(atPath: site.state + "/generations")
        try site.file.write(Self.document(Self.second, "600s"))
        site.start()
        #expect(site.admin(try site.load()) == Self.second)
        #expect(site.changes.inForce?.earlier == Self.document(Self.first, "600s"))
    }

    @Test("a server that is drained over an unconfirmed edit is drained on the way back too")
    func operated() throws {
        func text(_ admin: String, _ state: String, _ time: String) -> String {
            Self.document(
                admin, time,
                "services: [{name: web, listen: 10.0.0.1:80, servers: [{name: a, address: 10.1.0.1"
                    + "\(state)}]}]")
        }
        for isKilled in [false, true] {
            let site = try Site(text(Self.first, "", "2s"))
            #expect(site.admin(try site.load()) == Self.first)
            try site.file.write(text(Self.second, "", "2s"))
            #expect(site.admin(try site.load()) == Self.second)
            let begun = site.changes.inForce?.moment
            try site.file.write(text(Self.second, ", state: drain", "2s"))
            #expect(site.admin(try site.load()) == Self.second)
            #expect(site.changes.inForce?.moment == begun, "the time is not prolonged")
            if isKilled { site.start() }
            #expect(try site.restored() == Self.first)
            let kept = try #require(try site.keeper.load())
            #expect(String(decoding: kept.bytes, as: UTF8.self).contains("state: drain"))
            #expect(site.history.first?.result.state != .reverted)
        }
    }

    @Test("an edit that is confirmed while nothing can be stored is confirmed after a crash too")
    func confirmedWithoutRoom() async throws {
        let site = try Site(Self.document(Self.first, "never"))
        _ = try site.load()
        let text = Self.document(Self.second, "600s")
        var announcement = ChangeAnnouncement(of: Array(text.utf8), message: "why")
        announcement.time = .seconds(600)
        #expect(await site.changes.announce(announcement).failure == nil)
        try site.file.write(text)
        #expect(site.admin(try site.load()) == Self.second)
        site.changes.finish()
        // A directory in the place of the copy, and a file in that of the history.
        let (kept, history) = (site.state + "/accepted.yaml", site.state + "/generations")
        let files = FileManager.default
        for path in [kept, history] { try files.moveItem(atPath: path, toPath: path + "-away") }
        try files.createDirectory(atPath: kept + "/a", withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: history))
        let answer = await site.confirm()
        #expect(answer.failure == nil)
        #expect(answer.warning?.contains("the confirmation itself is kept") == true, "\(answer)")
        for path in [kept, history] {
            try files.removeItem(atPath: path)
            try files.moveItem(atPath: path + "-away", toPath: path)
        }
        site.start(isSudden: true)
        #expect(site.admin(try site.load()) == Self.second, "the older one is not in force again")
        #expect(site.changes.inForce == nil)
        site.changes.finish()
        let own = site.history.filter { $0.digest == Digest(of: Array(text.utf8)) }
        #expect(own.map { "\($0.message ?? "none"), \($0.isUnconfirmed)" } == ["why, false"])
        site.keeper.finish()
        #expect(try site.keeper.load()?.bytes == Array(text.utf8))
        _ = site.isUnchanged()
        site.changes.finish()
        #expect(!isThere(site.state + "/unconfirmed-confirmed.json"))
    }
}
