import Foundation
import TestThreads
import Testing

@testable import Failover

@Suite("Files of the election", .ownThreads)
struct StorageTests {
    private func folder() throws -> String {
        let path = "/tmp/bf-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        return path
    }

    @Test("the number of the last event is kept for the same process alone")
    func journal() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // The system clears it.
        var journal = EventJournal(path: "\(folder)/reported")
        #expect(journal.resume(session: 7) == 0)
        journal.append(3)
        journal.append(2)
        var next = EventJournal(path: "\(folder)/reported")
        #expect(next.resume(session: 7) == 3)
        #expect(next.resume(session: 8) == 0)
    }

    @Test("standby survives, for groups and for the node")
    func standby() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // The system clears it.
        var standby = Standby(directory: folder)
        #expect(standby.contents?.contains("web") == false)
        standby.add("web")
        #expect(Standby(directory: folder).contents?.contains("web") == true)
        #expect(Standby(directory: folder).contents?.contains("mail") == false)
        standby.add(nil)
        #expect(Standby(directory: folder).contents?.contains("later") == true)
        standby.remove("web", of: ["web", "mail"])
        let rest = try #require(Standby(directory: folder).contents)
        #expect(!rest.contains("web"))
        #expect(rest.contains("mail"))
        standby.remove(nil, of: ["web", "mail"])
        #expect(Standby(directory: folder).contents == Standby.Contents())
    }

    @Test("a removed file is written again, and an order that was never stored ends without one")
    func removed() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // The system clears it.
        var standby = Standby(directory: folder)
        standby.restore()
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/standby.json"))
        standby.add("web")
        try FileManager.default.removeItem(atPath: "\(folder)/standby.json")
        standby.restore()
        #expect(Standby(directory: folder).contents?.contains("web") == true)
        standby.remove("web", of: ["web"])
        try FileManager.default.removeItem(atPath: folder)
        try Data().write(to: URL(filePath: folder))
        standby.add("web")
        #expect(standby.failure != nil)
        standby.remove("web", of: ["web"])
        #expect(standby.failure == nil, "the file never had it")
    }

    @Test("a damaged file leaves the roles as they are, and is reported")
    func damaged() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }  // The system clears it.
        try Data("{".utf8).write(to: URL(filePath: "\(folder)/standby.json"))
        let standby = Standby(directory: folder)
        #expect(standby.contents == nil)
        #expect(standby.failure != nil)
    }
}
