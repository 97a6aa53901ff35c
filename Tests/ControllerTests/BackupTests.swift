import Admin
import Certificates
import Files
import Foundation
import Model
import Reconciliation
import Replication
import TestSupport
import Testing

@testable import Controller

/// Backups and what they bring back.
@Suite("Backups")
struct BackupTests {
    private static let text = """
        version: 1  # kept
        holdingPage: {file: pages/page.html}
        certificates: [{name: shop, file: shop.pem}, {name: far, file: FAR/far.pem}]

        """

    /// A host with a document, the files that it names, and a history.
    private struct Site {
        let file: Scratch
        var folder: String { file.folder + "/etc" }
        var path: String { folder + "/d.yaml" }
        var state: String { file.folder + "/state" }

        init(_ text: String = BackupTests.text) throws {
            file = try Scratch("")
            for name in ["etc/pages", "far", "state/certificates"] {
                try FileManager.default.createDirectory(
                    atPath: file.folder + "/" + name, withIntermediateDirectories: true)
            }
            try put("etc/d.yaml", text.replacing("FAR", with: file.folder + "/far"), 0o640)
            try put("etc/pages/page.html", "<p>closed", 0o644)
            try put("etc/shop.pem", "-----BEGIN PRIVATE KEY-----", 0o600)
            try put("far/far.pem", "far", 0o644)
            try put("state/certificates/own.pem", "own", 0o600)
            try put("state/ledger.json", "{}", 0o600)
            _ = try GenerationStore(state: state).add(
                Array(text.utf8), of: path, by: ChangeAuthor(.run), message: nil, at: 5)
        }

        func put(_ name: String, _ text: String, _ mode: mode_t) throws {
            let path = file.folder + "/" + name
            try Data(text.utf8).write(to: URL(filePath: path))
            chmod(path, mode)
        }

        func text(_ name: String) -> String? {
            try? String(contentsOfFile: file.folder + "/" + name, encoding: .utf8)
        }

        func backup() throws -> (Backup, omissions: [BackupSource.Omission]) {
            try BackupSource(document: path, state: state, program: "1").backup()
        }

        func plan(_ backup: Backup) throws -> RestorePlan {
            try RestorePlan(backup, document: path, state: state) {
                DocumentReading(path: $0, bytes: $1)
            }
        }
    }

    private static var passphrase: SecretBytes { SecretBytes("open sesame".utf8) }

    private func read(_ archive: [UInt8], _ secret: SecretBytes = passphrase) throws -> Backup {
        try Backup(archive: archive, title: "b.tar") { secret }
    }

    @Test("a backup has the document, its files, the history and the imported certificates")
    func contents() throws {
        let site = try Site()
        let (backup, omissions) = try site.backup()
        #expect(omissions == [])
        let files = Dictionary(uniqueKeysWithValues: backup.manifest.files.map { ($0.name, $0) })
        #expect(
            files.keys.sorted() == [
                "document/d.yaml", "document/pages/page.html", "document/shop.pem",
                "files\(site.file.folder)/far/far.pem", "state/certificates/own.pem",
                "state/generations/000001.yaml",
            ])
        #expect(files["document/shop.pem"]?.mode == 0o600)
        #expect(files["document/d.yaml"]?.mode == 0o640)
        for secret in [nil, Self.passphrase] {
            let archive = try backup.archive(passphrase: secret)
            let again = try read(archive)
            #expect(again.contents == backup.contents)
            let plain = String(decoding: archive, as: UTF8.self)
            #expect(plain.contains("PRIVATE KEY") == (secret == nil))
            #expect(plain.contains("<p>closed"))
        }
    }

    @Test("the accounts are in a backup, encrypted, and return for their owner only")
    func accounts() async throws {
        let site = try Site()
        let store = AccountStore(state: site.state)
        let hash = try PasswordHash(
            of: Array("correct horse".utf8), cost: PasswordCost(memory: 8, passes: 1))
        try store.add("anna", .configuration, hash, now: 5)
        let (backup, _) = try site.backup()
        let file = try #require(
            backup.manifest.files.first { $0.name == "state/users.json" })
        #expect(file.mode == 0o600 && file.isEncrypted)
        #expect(!backup.manifest.files.contains { $0.name.contains("audit") })
        let archive = try backup.archive(passphrase: Self.passphrase)
        #expect(!String(decoding: archive, as: UTF8.self).contains("argon2id"))
        try store.remove("anna", isForced: true)
        let plan = try site.plan(try read(archive))
        try await Restoration(state: site.state).replace(plan.written)
        #expect(try store.load().user("anna") != nil && store.warning == nil)
    }

    @Test("the checksums are those of sha256sum")
    func sums() throws {
        let site = try Site()
        try Data(try site.backup().0.archive()).write(
            to: URL(filePath: site.file.folder + "/b.tar"))
        let output = try shell(
            "cd \(site.file.folder) && mkdir out && tar xf b.tar -C out && cd out "
                + "&& sha256sum -c SHA256SUMS")
        #expect(output.split(separator: "\n").count { $0.hasSuffix(": OK") } == 7, "\(output)")
    }

    @Test("a missing file is named")
    func missing() throws {
        let site = try Site()
        unlink(site.folder + "/shop.pem")
        let omissions = try site.backup().omissions
        #expect(omissions.map(\.path) == [site.folder + "/shop.pem"])
        #expect(omissions.map(\.isNeeded) == [true])
    }

    @Test("a changed byte, another passphrase, a later form and a missing file are refused")
    func damage() throws {
        let site = try Site()
        let (backup, _) = try site.backup()
        let archive = try backup.archive(passphrase: Self.passphrase)
        #expect(throws: CertificateFailure.self) {
            try read(archive, SecretBytes("another".utf8))
        }
        let members = try TarArchive.members(of: archive)
        func refused(_ members: [TarArchive.Member], _ reason: String) {
            let bytes = members.flatMap { TarArchive.encoded($0, time: 1) } + TarArchive.end
            do {
                _ = try read(bytes)
                Issue.record("accepted: \(reason)")
            } catch {
                #expect(reason.isEmpty || "\(error)".contains(reason))
            }
        }
        for place in members.indices {
            var changed = members
            changed[place].bytes[changed[place].bytes.count / 2] ^= 1
            let isSums = members[place].name == "SHA256SUMS"
            let isManifest = members[place].name == "backup.json"
            let isSeal = members[place].name == "SEAL"
            // The description is read first.
            refused(
                changed,
                isSums
                    ? "SHA256SUMS"
                    : isManifest ? "backup.json" : isSeal ? "changed" : "checksum differs")
        }
        for place in members.indices.dropFirst() {
            var fewer = members
            fewer.remove(at: place)
            refused(fewer, "")
        }
        refused(members + [members[3]], "twice")
        refused(
            members + [.init(name: "more", mode: 0o600, bytes: [])], "more has no checksum")
        var later = members
        later[2].bytes = Array(#"{"version": 3}"#.utf8)
        refused(later, "a later program wrote it")
    }

    @Test("a link to a directory leads outside, and is named")
    func linkedDirectory() throws {
        let site = try Site()
        let (backup, _) = try site.backup()
        try FileManager.default.removeItem(atPath: site.folder + "/pages")
        symlink(site.file.folder + "/far", site.folder + "/pages")
        #expect(try site.plan(backup).outside == [site.file.folder + "/far/page.html"])
        unlink(site.folder + "/pages")
        symlink("/etc/cron.d", site.folder + "/pages")
        #expect(try site.plan(backup).outside == ["/etc/cron.d/page.html"])
        unlink(site.folder + "/pages")
        symlink("/usr/bin", site.folder + "/pages")
        #expect(throws: HostFailure.self) { try site.plan(backup) }
        // A link within the directory is none of these.
        unlink(site.folder + "/pages")
        try FileManager.default.createDirectory(
            atPath: site.folder + "/real", withIntermediateDirectories: true)
        symlink("real", site.folder + "/pages")
        #expect(try site.plan(backup).outside == [])
    }

    @Test("a mistake in the document is a reason, and its files are those of the accepted one")
    func mistake() throws {
        let site = try Site()
        func source() -> BackupSource {
            BackupSource(document: site.path, state: site.state, program: "1")
        }
        #expect(try source().mistake() == nil)
        let text = try #require(site.text("etc/d.yaml"))
        try site.put("etc/d.yaml", text + "oops: 1\n", 0o640)
        #expect(try source().mistake()?.contains("oops") == true)
        #expect(try source().mistake()?.contains("not in the backup") == false)
        try FileManager.default.removeItem(atPath: site.state)
        #expect(try source().mistake()?.contains("not in the backup") == true)
    }

    @Test("a restore writes what differs, and keeps the modes")
    func restore() async throws {
        let source = try Site()
        let (backup, _) = try source.backup()
        let archive = try backup.archive()
        let plan = try source.plan(read(archive))
        #expect(plan.files.allSatisfy { $0.state == .same || $0.state == .kept })
        #expect(plan.written.isEmpty)
        try source.put("etc/shop.pem", "other", 0o644)
        try source.put("far/far.pem", "other", 0o644)
        unlink(source.folder + "/pages/page.html")
        rmdir(source.folder + "/pages")
        let next = try source.plan(read(archive))
        #expect(next.files.last?.path == source.path, "the document is the last one")
        #expect(!next.changesDocument)
        try await Restoration(state: source.state).replace(next.written)
        #expect(source.text("etc/shop.pem") == "-----BEGIN PRIVATE KEY-----")
        #expect(source.text("far/far.pem") == "far")
        #expect(source.text("etc/pages/page.html") == "<p>closed")
        var facts = stat()
        #expect(stat(source.folder + "/shop.pem", &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        #expect(try source.plan(read(archive)).written.isEmpty)
    }

    @Test("a host without a history gets that of the backup")
    func history() async throws {
        let site = try Site()
        let (backup, _) = try site.backup()
        try FileManager.default.removeItem(atPath: site.state)
        let plan = try site.plan(backup)
        try await Restoration(state: site.state).replace(plan.written)
        #expect(GenerationStore(state: site.state).generations.map(\.number) == [1])
        #expect(site.text("state/certificates/own.pem") == "own")
        #expect(site.text("state/ledger.json") == nil, "the ledger is this host's alone")
    }

    @Test(
        "a path outside is refused",
        arguments: [
            (BackupManifest.Place.beside, "../x"), (.beside, "/etc/x"), (.beside, "a/../../x"),
            (.beside, "d.yaml"), (.beside, ".git/config"), (.beside, "cron.d/evil"),
            (.beside, "shop.pem"), (.beside, "shop.pem/x"), (.beside, "pages"),
            (.outside, "/etc/passwd"),
            (.outside, "/usr/bin/env"), (.outside, "relative"), (.state, "ledger.json"),
            (.state, "../x"), (.state, "generations/../../x"),
            (.state, "generations/٠٠٠٠٠٩.yaml"), (.state, "generations/12345678901234567890.yaml"),
            (.state, "certificates/../x.pem"),
            (.state, "replication/peers.json"),
        ])
    func outside(_ place: BackupManifest.Place, _ path: String) throws {
        let site = try Site()
        let (backup, _) = try site.backup()
        var manifest = backup.manifest
        manifest.files.append(
            .init(name: "x", place: place, path: path, mode: 0o600, size: 1, isEncrypted: false))
        let hostile = Backup(manifest, backup.contents + [[0x61]])
        #expect(throws: HostFailure.self) { try site.plan(hostile) }
    }

    @Test("a link in the place of a file is refused")
    func links() throws {
        let site = try Site()
        let (backup, _) = try site.backup()
        unlink(site.folder + "/shop.pem")
        symlink("/etc/passwd", site.folder + "/shop.pem")
        #expect(throws: HostFailure.self) { try site.plan(backup) }
    }

    @Test("a failure before the commit changes nothing, and a committed restore is completed")
    func crashes() async throws {
        let site = try Site()
        let restoration = Restoration(state: site.state)
        let files = ["etc/shop.pem", "far/far.pem", "etc/d.yaml"].map {
            Restoration.File(
                target: site.file.folder + "/" + $0, mode: 0o600, bytes: Array("new".utf8))
        }
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await restoration.replace(files) { throw Stop() }
        }
        #expect(site.text("far/far.pem") == "far" && !restoration.isUnderway)
        #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder).count == 3)
        // As after a kill between two renames.
        var journal = RestoreJournal(
            phase: .preparing,
            files: files.map {
                RestoredFile(
                    target: $0.target, temporary: TemporaryName.beside($0.target), mode: $0.mode)
            })
        for phase in [RestoreJournal.Phase.preparing, .committed] {
            journal.phase = phase
            for file in journal.files.dropFirst() {
                try Data("new".utf8).write(to: URL(filePath: file.temporary))
            }
            try RestoreJournal.store(in: site.state).save(journal)
            #expect(try restoration.rollForward() && !restoration.isUnderway)
            let isNew = phase == .committed
            #expect(site.text("far/far.pem") == (isNew ? "new" : "far"))
            #expect((site.text("etc/d.yaml") == "new") == isNew)
            #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder).count == 3)
        }
    }

    @Test("a controller reads the document once the restore is complete, and completes it itself")
    func controller() async throws {
        let site = try Site("version: 1\nhealth: {fall: 2}\n")
        let keeper = DocumentKeeper(directory: site.state)
        let changes = ChangeKeeper(state: site.state, document: site.path, keeper: keeper)
        var source = FileDocument(path: site.path, keeper: keeper, changes: changes)
        guard case .good = source.load(force: true) else {
            Issue.record("the document is no document")
            return
        }
        let journal = RestoreJournal(
            phase: .committed,
            files: [
                RestoredFile(
                    target: site.path, temporary: TemporaryName.beside(site.path), mode: 0o600)
            ])
        try Data("version: 1\nhealth: {fall: 3}\n".utf8).write(
            to: URL(filePath: journal.files[0].temporary))
        try RestoreJournal.store(in: site.state).save(journal)
        guard case .unchanged = source.load(force: true) else {
            Issue.record("a document is read during a restore")
            return
        }
        for await news in changes.news {
            if case .look = news, !Restoration(state: site.state).isUnderway { break }
        }
        guard case .good(let spec, _) = source.load(force: true) else {
            Issue.record("the restored document is not read")
            return
        }
        #expect(spec.health.fall == 3)
    }
}
