import Addresses
import Foundation
import Health
import Model
import Reconciliation
import TestSupport
import TestThreads
import Testing

@testable import Controller
@testable import Files

@Suite("Files that the daemon keeps and follows", .ownThreads)
struct StorageTests {
    private static func isUnchanged(_ loaded: LoadedDocument) -> Bool {
        if case .unchanged = loaded { true } else { false }
    }

    /// What the source finds once nobody has the file open: a child that another test has just
    /// started may, for a moment.
    private static func load(_ source: inout FileDocument) -> LoadedDocument {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            let loaded = source.load(force: false)
            if !isUnchanged(loaded) { return loaded }
        }
        return .unchanged
    }

    private static func spec(_ loaded: LoadedDocument) -> Spec? {
        if case .good(let spec, _) = loaded { spec } else { nil }
    }

    @Test("a document is read once, and again when it is written")
    func follows() async throws {
        let file = try Scratch(goodDocument)
        var source = FileDocument(path: file.path)
        #expect(Self.spec(Self.load(&source))?.services.count == 1)
        try file.write(goodDocument.replacing("weight: 3", with: "weight: 4"))
        let second = Self.spec(Self.load(&source))
        #expect(second?.services.first?.servers.last?.weight == 4)
    }

    @Test("warnings and errors have their lines in each state of a document, as those of its text")
    func lines() throws {
        let services = (1...3).map { number in
            "  - name: s\(number)\n    listen: 10.9.0.\(number):80\n    servers:\n"
                + "      - {name: r, address: 10.9.1.1, weight: 3}\n"
        }
        let plain = "version: 1\nservices:\n" + services.joined()
        let longer = plain.replacing("listen: 10.9.0.2:80\n", with: "listen:\n      10.9.0.2:80\n")
        let bad = longer.replacing("name: s2", with: "name: s3")
        let file = try Scratch(plain)
        var source = FileDocument(path: file.path)
        for (text, isGood) in [(plain, true), (longer, true), (bad, false), (longer, true)] {
            try file.write(text)
            let whole = DocumentReading(path: file.path, bytes: Array(text.utf8))
            #expect(!whole.diagnostics.isEmpty)
            switch Self.load(&source) {
            case .good(let spec, let warnings):
                #expect(isGood && spec == whole.spec && warnings == whole.diagnostics)
            case .bad(let diagnostics): #expect(!isGood && diagnostics == whole.diagnostics)
            case .unchanged, .renewed, .advanced, .restored, .pending:
                Issue.record("it was written")
            }
        }
    }

    @Test("a file with an old time stamp is not read a second time, unless it has to be")
    func unchanged() throws {
        let file = try Scratch(goodDocument)
        var source = FileDocument(path: file.path)
        _ = source.load(force: false)
        // Right after a write the time stamp proves nothing, so loads until it does.
        let end = ContinuousClock.now + .seconds(10)
        while !Self.isUnchanged(source.load(force: false)) {
            try #require(ContinuousClock.now < end)
        }
        #expect(Self.spec(source.load(force: true)) != nil)
    }

    @Test("a bad document and a missing one are bad, and say why")
    func bad() throws {
        let file = try Scratch("version: 7\n")
        var source = FileDocument(path: file.path)
        guard case .bad(let diagnostics) = Self.load(&source) else {
            Issue.record("a version that does not exist was accepted")
            return
        }
        #expect(diagnostics.contains { $0.code == .version })
        try FileManager.default.removeItem(atPath: file.path)
        #expect(Self.isUnchanged(source.load(force: false)), "it may be back in a moment")
        guard case .bad(let missing) = source.load(force: true) else {
            Issue.record("a missing file was accepted")
            return
        }
        #expect(missing.map(\.code) == [.unreadable])
    }

    @Test("a pipe in the document's place is bad, and does not hold up the daemon")
    func pipe() throws {
        let file = try Scratch(goodDocument)
        try FileManager.default.removeItem(atPath: file.path)
        try #require(mkfifo(file.path, 0o600) == 0)
        var source = FileDocument(path: file.path)
        guard case .bad(let diagnostics) = source.load(force: true) else {
            Issue.record("a pipe was accepted")
            return
        }
        #expect(diagnostics.map(\.code) == [.unreadable])
        #expect(diagnostics.first?.message.contains("not a regular file") == true)
    }

    @Test("a file that was gone for long and comes back has all its time to be written")
    func backAfterLong() throws {
        let file = try Scratch(goodDocument)
        var source = FileDocument(path: file.path)
        _ = source.load(force: false)
        try FileManager.default.removeItem(atPath: file.path)
        let end = ContinuousClock.now + .seconds(30)
        while Self.isUnchanged(source.load(force: false)) {
            try #require(ContinuousClock.now < end)
        }
        try file.write("")
        #expect(Self.isUnchanged(source.load(force: false)), "its text may follow in a moment")
    }

    @Test("a file whose time stamp is ahead of the clock is read once")
    func clockSetBack() {
        let signature = FileSignature(
            device: 1, inode: 1, size: 1, modified: 0, changed: 3_600_000_000_000)
        #expect(FileSignature.settled(signature, at: 0) != nil)
        #expect(FileSignature.settled(signature, at: 3_600_000_000_000) == nil)
    }

    @Test("a file that somebody has open for writing is not read yet")
    func beingWritten() throws {
        let file = try Scratch(goodDocument)
        var source = FileDocument(path: file.path)
        let writer = try file.handle()
        #expect(Self.isUnchanged(source.load(force: false)))
        try writer.close()
        #expect(Self.spec(Self.load(&source)) != nil)
    }

    @Test("the file of a blocklist is beside the document after each acceptance")
    func blocklists() throws {
        func text(_ interval: Int) -> String {
            """
            version: 1
            health: {interval: \(interval)s}
            firewall: {blocklists: [{name: d, file: lists/drop.txt}]}

            """
        }
        let file = try Scratch(text(5))
        var source = FileDocument(path: file.path)
        for interval in 5...8 {
            try file.write(text(interval))
            let spec = try #require(Self.spec(source.load(force: true)))
            #expect(spec.firewall?.blocklists.first?.path == "\(file.folder)/lists/drop.txt")
            #expect(spec.firewall?.blocklists.first?.file == "lists/drop.txt")
        }
    }

    /// The ledger of a host without a file: rules of an earlier run may be there.
    private static var unknown: Ledger {
        var ledger = Ledger()
        ledger.isFirewallUnknown = true
        return ledger
    }

    @Test("a ledger is read as it was saved")
    func ledger() throws {
        let folder = try Scratch().folder + "/state"
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        var store = FileLedger(directory: folder)
        #expect(try store.load() == Self.unknown)
        let entry = LedgerEntry(drain: DrainPolicy(timeout: 7, onTimeout: .keep))
        let ledger = Ledger(services: [key: entry])
        try store.save(ledger)
        #expect(try store.load() == ledger)
    }

    @Test("a ledger of another boot is empty: so is its kernel")
    func otherBoot() throws {
        let scratch = try Scratch(name: "ledger.json")
        try FileManager.default.removeItem(atPath: scratch.path)
        var store = FileLedger(directory: scratch.folder)
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        try store.save(Ledger(services: [key: LedgerEntry()]))
        let boot = try #require(bootIdentity())
        try scratch.write(scratch.text().replacing(boot, with: "another"))
        #expect(try store.load() == Ledger())
    }

    @Test("of a ledger of another boot only held servers are used, for 30 days")
    func heldOverBoot() throws {
        let scratch = try Scratch(name: "ledger.json")
        try FileManager.default.removeItem(atPath: scratch.path)
        var store = FileLedger(directory: scratch.folder)
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        let endpoint = try #require(Endpoint("10.0.1.11:80"))
        let held = [key: [endpoint: Destination(endpoint: endpoint, weight: 3)]]
        try store.save(Ledger(services: [key: LedgerEntry()], held: held))
        let boot = try #require(bootIdentity())
        try scratch.write(scratch.text().replacing(boot, with: "another"))
        var next = FileLedger(directory: scratch.folder)
        #expect(try next.load() == Ledger(held: held))
        #expect(try next.load(now: wallClock() + FileLedger.heldAge + 1000) == Ledger())
        // The time of a continued hold stays that of its beginning.
        try next.save(Ledger(held: held))
        #expect(try next.load(now: wallClock() + FileLedger.heldAge + 1000).held == held)
        try scratch.write(scratch.text().replacing(boot, with: "another"))
        #expect(try next.load(now: wallClock() + FileLedger.heldAge + 1000) == Ledger())
    }

    @Test("a hold that began at an impossible time has ended")
    func extremeHold() throws {
        let scratch = try Scratch(name: "ledger.json")
        try FileManager.default.removeItem(atPath: scratch.path)
        var store = FileLedger(directory: scratch.folder)
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        let endpoint = try #require(Endpoint("10.0.1.11:80"))
        try store.save(Ledger(held: [key: [endpoint: Destination(endpoint: endpoint)]]))
        let boot = try #require(bootIdentity())
        let since = try Regex("(\"heldSince\":[^}]*)[0-9]{13}")
        let text = try scratch.text().replacing(boot, with: "another")
        let bad = text.replacing(since) { match in
            String(match.output[1].substring ?? "") + "-9223372036854775808"
        }
        #expect(bad != text)
        try scratch.write(bad)
        #expect(try store.load() == Ledger())
    }

    @Test("a ledger that makes no sense is kept aside, and told of once")
    func broken() throws {
        let scratch = try Scratch("{\"boot\": ", name: "ledger.json")
        var store = FileLedger(directory: scratch.folder)
        let failure = try #require(#expect(throws: HostFailure.self) { try store.load() })
        #expect(try store.load() == Self.unknown, "it is out of the way")
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.folder)
        let name = try #require(names.first)
        #expect(names.count == 1 && name.hasPrefix("ledger-damaged-"))
        #expect(failure.remedy?.contains("\(scratch.folder)/\(name)") == true)
        let kept = try String(contentsOfFile: "\(scratch.folder)/\(name)", encoding: .utf8)
        #expect(kept == "{\"boot\": ")
        // Until an operator has looked at it, also after a restart; a boot clears the kernel.
        #expect(store.loss?.reason.contains(name) == true)
        var next = FileLedger(directory: scratch.folder)
        #expect(next.loss == nil)
        #expect(try next.load() == Self.unknown && next.loss == store.loss)
        #expect(try next.load(now: wallClock() + bootClock().milliseconds + 60_000) == Self.unknown)
        #expect(next.loss == nil)
        try FileManager.default.removeItem(atPath: "\(scratch.folder)/\(name)")
        #expect(store.loss == nil)
    }

    @Test("a ledger that can't be read for a while is not overwritten, and joined with what is new")
    func unreadable() throws {
        let scratch = try Scratch(name: "ledger.json")
        let (one, two) = (
            try #require(ServiceKey("tcp 10.0.0.1:80")), try #require(ServiceKey("tcp 10.0.0.2:80"))
        )
        try FileManager.default.removeItem(atPath: scratch.path)
        var earlier = FileLedger(directory: scratch.folder)
        try earlier.save(Ledger(services: [one: LedgerEntry()]))
        // What is in its place can't be read, as a disk that fails can't.
        try FileManager.default.moveItem(atPath: scratch.path, toPath: scratch.path + ".real")
        mkdir(scratch.path, 0o700)
        var store = FileLedger(directory: scratch.folder)
        #expect(throws: HostFailure.self) { try store.load() }
        #expect(throws: HostFailure.self) {
            try store.save(Ledger(services: [two: LedgerEntry()]))
        }
        rmdir(scratch.path)
        try FileManager.default.moveItem(atPath: scratch.path + ".real", toPath: scratch.path)
        try store.save(Ledger(services: [two: LedgerEntry()]))
        var later = FileLedger(directory: scratch.folder)
        #expect(try Set(later.load().services.keys) == [one, two])
    }

    @Test("what can't be put in place leaves nothing behind")
    func failedWrite() throws {
        let folder = try Scratch().folder
        try FileManager.default.createDirectory(
            atPath: folder + "/ledger.json", withIntermediateDirectories: true)
        #expect(throws: HostFailure.self) {
            var store = FileLedger(directory: folder)
            try store.save(Ledger())
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["ledger.json"])
    }

    @Test("verdicts are read as they were saved, and no file is made where nothing is checked")
    func verdicts() async throws {
        let folder = try Scratch().folder + "/state"
        let store = HealthStore(directory: folder)
        try await store.save(HealthSnapshot())
        #expect(!FileManager.default.fileExists(atPath: folder))
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        let endpoint = try #require(Endpoint("10.0.1.11:80"))
        let server = ServerID(service: key, endpoint: endpoint)
        var board = HealthBoard()
        var service = Service(name: "web", key: key)
        service.check = Check(.connect)
        service.servers = [RealServer(name: "web1", address: endpoint.address, port: endpoint.port)]
        board.follow(Spec(services: [service]), at: 0)
        let probe = try #require(board.periods.keys.first)
        board.apply(CheckResult(time: 1, .failed), of: probe)
        #expect(board.removeUnsaved().verdicts.map(\.server) == [server])
        let snapshot = board.snapshot
        try await store.save(snapshot)
        #expect(store.load() == snapshot)
        let path = folder + "/verdicts.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let now = try #require(text.firstMatch(of: /"saved":(\d+)/).flatMap { Int64($0.1) })
        #expect(store.load(now: now + 240_000) == snapshot)
        for later in [301_000, 30 * 86_400_000, -60_000] {
            #expect(store.load(now: now + Int64(later)).verdicts.isEmpty, "\(later)")
        }
        let old = text.replacing(/,"saved":\d+/, with: "")
        try Data(old.utf8).write(to: URL(filePath: path))
        #expect(store.load().verdicts.isEmpty, "an older version's has no time")
        #expect(snapshot.knownVerdicts[key]?[endpoint]?.state == .down)
    }
}
