import Foundation
import Model
import Reconciliation
import TestSupport
import TestThreads
import Testing

@testable import Controller
@testable import Proxies

@Suite("The document that was accepted last", .ownThreads)
struct KeptDocumentTests {
    private static func keep(_ text: String, of path: String, in state: String) {
        let keeper = DocumentKeeper(directory: state)
        keeper.keep(KeptDocument(path: path, accepted: 1_700_000_000_000, bytes: Array(text.utf8)))
        keeper.finish()
        #expect(keeper.failure == nil)
    }

    @Test("each good document is kept, with its path, for its owner only")
    func isKept() throws {
        let file = try Scratch(goodDocument)
        let state = file.folder + "/state"
        let keeper = DocumentKeeper(directory: state)
        var source = FileDocument(path: file.path, keeper: keeper)
        _ = source.load(force: true)
        keeper.finish()
        let first = try #require(try keeper.load())
        #expect(first.path == file.path && first.bytes == Array(goodDocument.utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: state + "/accepted.yaml")[
            .posixPermissions]
        #expect(mode as? Int == 0o600)
        try file.write("version: 9\n")
        _ = source.load(force: true)
        keeper.finish()
        #expect(try keeper.load() == first, "a bad one takes nothing's place")
        try file.write(goodDocument)
        _ = source.load(force: true)
        keeper.finish()
        #expect(try keeper.load() == first, "the time of the first stays")
        try file.write(goodDocument.replacing("weight: 3", with: "weight: 4"))
        _ = source.load(force: true)
        keeper.finish()
        #expect(try keeper.load()?.bytes == Array(file.text().utf8))
    }

    @Test("a file of an earlier version is read, and a changed byte is found in either form")
    func checksums() throws {
        let text = Array(goodDocument.utf8)
        let sum = text.reduce(0xcbf2_9ce4_8422_2325) { (hash: UInt64, byte) in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let facts = #""accepted":7,"count":\#(text.count),"path":"/d","sum":\#(sum)"#
        let head = "# kept by ballast: {\(facts)}"
        let earlier = Array((head + "\n").utf8) + text
        let document = KeptDocument(path: "/d", accepted: 7, bytes: text)
        let present = try document.head() + document.bytes
        for file in [earlier, present] {
            #expect(KeptDocument(file: file) == document)
            for position in stride(from: file.count - text.count, to: file.count, by: 7) {
                var damaged = file
                damaged[position] ^= 0x20
                #expect(KeptDocument(file: damaged) == nil)
            }
        }
    }

    @Test("a kept file that was removed or changed is written again")
    func isMended() throws {
        let state = try Scratch("").folder + "/state"
        let document = KeptDocument(path: "/d", accepted: 7, bytes: Array(goodDocument.utf8))
        let keeper = DocumentKeeper(directory: state)
        for damage in ["", "# kept by nobody\n", nil] {
            keeper.keep(document)
            keeper.finish()
            #expect(try keeper.load() == document)
            let path = state + "/accepted.yaml"
            if let damage {
                try damage.write(toFile: path, atomically: true, encoding: .utf8)
            } else {
                try FileManager.default.removeItem(atPath: path)
            }
        }
        keeper.keep(document)
        keeper.finish()
        #expect(try keeper.load() == document)
    }

    @Test("one that can't be kept says so, until it is")
    func fullDisk() throws {
        let file = try Scratch(goodDocument)
        // A directory can't be made where there is a file.
        let state = file.path + "/state"
        let keeper = DocumentKeeper(directory: state)
        var source = FileDocument(path: file.path, keeper: keeper)
        guard case .good = source.load(force: true) else {
            Issue.record("it is in force all the same")
            return
        }
        keeper.finish()
        #expect(source.keepingFailure?.operation.contains("accepted.yaml") == true)
    }

    @Test("a kept document with privileged raw lines is used where the command line allows them")
    func privileged() throws {
        let text = """
            version: 1
            haproxy:
              raw: lua-load /etc/haproxy/x.lua
            proxies:
              - name: shop
                listen: 127.0.0.1:8080
                servers: [{name: a, address: "127.0.0.1:8081"}]

            """
        let file = try Scratch(text)
        let state = file.folder + "/state"
        Self.keep(text, of: file.path, in: state)
        for isAllowed in [false, true] {
            var source = FileDocument(
                path: file.path, keeper: DocumentKeeper(directory: state),
                allowsPrivileged: isAllowed)
            switch source.kept() {
            case .good: #expect(isAllowed)
            case .useless(let failure): #expect(!isAllowed, "\(failure)")
            case .none: Issue.record("it is kept")
            }
        }
    }

    @Test("a kept document is used as it was; damage, half of it and another one are not")
    func use() throws {
        let file = try Scratch(goodDocument)
        let state = file.folder + "/state"
        let keeper = DocumentKeeper(directory: state)
        var source = FileDocument(path: file.path, keeper: keeper)
        guard case .none = source.kept() else {
            Issue.record("nothing was kept")
            return
        }
        Self.keep(goodDocument, of: file.path, in: state)
        guard case .good(let spec, _, 1_700_000_000_000) = source.kept() else {
            Issue.record("it is good: \(source.kept())")
            return
        }
        #expect(spec == DocumentReading(path: file.path).spec)
        let path = state + "/accepted.yaml"
        let whole = try Data(contentsOf: URL(filePath: path))
        let damaged: [(String, Data)] = [
            ("nothing", Data()), ("no head", Data(goodDocument.utf8)),
            ("half of it", whole.dropLast(60)), ("one byte more", whole + Data("\n".utf8)),
            ("garbage", Data((0..<4096).map { _ in UInt8.random(in: 0...255) })),
            ("one bit", Data(whole.enumerated().map { $0 == whole.count - 9 ? $1 ^ 1 : $1 })),
        ]
        for (name, data) in damaged {
            try data.write(to: URL(filePath: path))
            guard case .useless(let failure) = source.kept() else {
                Issue.record("\(name)")
                continue
            }
            #expect("\(failure)".contains("it is damaged"), "\(name): \(failure)")
        }
        Self.keep(goodDocument, of: "/etc/other.yaml", in: state)
        guard case .useless(let other) = source.kept() else {
            Issue.record("it is another document")
            return
        }
        #expect("\(other)".contains("/etc/other.yaml"))
        Self.keep("version: 9\n", of: file.path, in: state)
        guard case .useless(let rejected) = source.kept() else {
            Issue.record("no version reads it")
            return
        }
        #expect("\(rejected)".contains("this version rejects it"), "\(rejected)")
    }

    /// What may be wrong with a document when the daemon starts.
    enum Fault: String, CaseIterable {
        case bad, missing, empty, heldOpen, unreadable

        /// Makes it so; the handle keeps it so.
        func make(at path: String) throws -> FileHandle? {
            switch self {
            case .bad: try Data("version: 9\n".utf8).write(to: URL(filePath: path))
            case .missing: unlink(path)
            case .empty: try Data().write(to: URL(filePath: path))
            case .heldOpen: return try FileHandle(forUpdating: URL(filePath: path))
            case .unreadable:
                unlink(path)
                mkdir(path, 0o755)
            }
            return nil
        }
    }

    @Test(
        "a daemon that starts with a bad, missing, empty, open or unreadable document serves on",
        arguments: Fault.allCases)
    func start(fault: Fault) throws {
        guard HAProxyProgram() != nil else { return }
        let a = try LiveServer("a")
        let site = try LiveSite { shop($0, [a.line()]) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        let accepted = try #require(try site.status().document.accepted)
        site.end(SIGKILL)
        let handle = try fault.make(at: site.file)
        try site.start()
        site.eventually("the kept one") { try site.status().document.kept != nil }
        site.eventually("what is wrong") {
            try fault == .heldOpen || !site.status().document.rejected.isEmpty
        }
        let status = try site.status()
        let kept = try #require(status.document.kept)
        #expect(status.document.accepted == kept && kept <= accepted)
        #expect(status.proxies.map(\.name) == ["shop"])
        let text = try site.command("status")
        #expect(text.status == 3)
        #expect(text.output.contains("because the document on disk is not"), "\(text.output)")
        #expect(text.output.contains("in force: the one that was accepted at"), "\(text.output)")
        let events = try site.events()
        #expect(events.contains { $0.message.contains("the one accepted at") }, "\(events)")
        // Healing goes on: a worker that dies is there again, with the same proxies.
        let master = try #require(site.master)
        site.eventually("it is taken over") { try site.status().workers?.master == master }
        kill(master, SIGKILL)
        site.eventually("HAProxy again") { try site.server() == "a" }
        try handle?.close()
        if fault == .unreadable { rmdir(site.file) }
        try site.save(shop(site.port, [a.line("weight: 20")]))
        site.eventually("the file") {
            try site.status().document.kept == nil && site.isHealthy()
        }
    }

    @Test("with nothing kept, or damage, a bad document leaves everything as it is")
    func nothingKept() throws {
        let site = try LiveSite { _ in "version: 9\n" }
        try FileManager.default.createDirectory(
            atPath: "\(site.folder)/state", withIntermediateDirectories: true)
        try Data("garbage".utf8).write(to: URL(filePath: "\(site.folder)/state/accepted.yaml"))
        try site.start()
        site.eventually("a word of it") {
            try site.events().contains { $0.message.contains("it is damaged") }
        }
        let status = try site.status()
        #expect(status.document.generation == 0 && status.document.kept == nil)
        #expect(status.health.reasons.contains("no document is in force"))
    }
}
