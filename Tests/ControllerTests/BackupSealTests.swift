import Certificates
import Files
import Foundation
import Model
import Replication
import TestSupport
import Testing

@testable import Controller

/// Archives changed without the passphrase.
@Suite("Seals of backups")
struct BackupSealTests {
    private static var passphrase: SecretBytes { SecretBytes("open sesame".utf8) }

    private func backup() throws -> Backup {
        let file = try Scratch("version: 1\nholdingPage: {file: page.html}\n")
        let page = file.folder + "/page.html"
        try Data("closed".utf8).write(to: URL(filePath: page))
        chmod(page, 0o644)
        return try BackupSource(
            document: file.path, state: file.folder + "/state", program: "1"
        ).backup().0
    }

    private func read(
        _ members: [TarArchive.Member], requiresSeal: Bool = true, allowsUnsealed: Bool = false,
        _ secret: SecretBytes = passphrase
    ) throws -> Backup {
        let bytes = members.flatMap { TarArchive.encoded($0, time: 1) } + TarArchive.end
        return try Backup(
            archive: bytes, title: "b.tar", requiresSeal: requiresSeal,
            allowsUnsealed: allowsUnsealed
        ) { secret }
    }

    /// Replaces the contents of a file, and the sums of all, as anyone can.
    private func changed(
        _ members: [TarArchive.Member], _ edit: (inout [String: String]) -> Void
    ) -> [TarArchive.Member] {
        var texts: [String: String] = [:]
        for member in members { texts[member.name] = String(decoding: member.bytes, as: UTF8.self) }
        let names = members.map(\.name)
        edit(&texts)
        let rest = names.filter { !["SHA256SUMS", "SEAL"].contains($0) && texts[$0] != nil }
        let sums = rest.map { "\(Digest(of: Array((texts[$0] ?? "").utf8)))  \($0)\n" }.joined()
        texts["SHA256SUMS"] = sums
        return names.compactMap { name in
            texts[name].map { .init(name: name, mode: 0o600, bytes: Array($0.utf8)) }
        }
    }

    @Test("with a passphrase a change of any file is found, also one with new checksums")
    func tampered() throws {
        let members = try TarArchive.members(of: backup().archive(passphrase: Self.passphrase))
        #expect(try read(members).contents.count == 2)
        #expect(try read(members, requiresSeal: false).contents.count == 2)
        let names = members.map(\.name)
        #expect(names.prefix(3) == ["SHA256SUMS", "SEAL", "backup.json"])
        let hostile = changed(members) { texts in
            texts["document/page.html"] = "hacked"
        }
        for isRequired in [true, false] {
            #expect(throws: CertificateFailure.self) {
                try read(hostile, requiresSeal: isRequired)
            }
        }
        #expect(throws: CertificateFailure.self) {
            try read(hostile, allowsUnsealed: true)
        }
        // Without the seal, as form 1, and without any encryption.
        let stripped = changed(members) { $0["SEAL"] = nil }
        #expect(throws: HostFailure.self) { try read(stripped) }
        #expect(throws: HostFailure.self) { try read(stripped, requiresSeal: false) }
        let plain = try TarArchive.members(of: backup().archive())
        #expect(throws: HostFailure.self) { try read(plain) }
        #expect(try read(plain, requiresSeal: false).contents.count == 2)
        let sealed = plain + members.filter { $0.name == "SEAL" }
        #expect(throws: HostFailure.self) { try read(sealed) }
    }

    @Test("a wrong passphrase is found where no file is encrypted")
    func wrong() throws {
        let members = try TarArchive.members(of: backup().archive(passphrase: Self.passphrase))
        #expect(throws: CertificateFailure.self) {
            try read(members, SecretBytes("other".utf8))
        }
    }

    @Test("an archive of form 1 is read, one with a passphrase only by an option")
    func earlier() throws {
        func form(_ number: String, of members: [TarArchive.Member]) -> [TarArchive.Member] {
            changed(members) { texts in
                texts["SEAL"] = nil
                texts["backup.json"] = texts["backup.json"]?
                    .replacing(#""version" : 2"#, with: #""version" : \#(number)"#)
            }
        }
        let plain = try TarArchive.members(of: backup().archive())
        #expect(try read(form("1", of: plain), requiresSeal: false).contents.count == 2)
        for number in ["-5", "0", "3"] {
            #expect(throws: HostFailure.self) {
                try read(form(number, of: plain), requiresSeal: false)
            }
        }
        let sealed = try TarArchive.members(of: backup().archive(passphrase: Self.passphrase))
        let old = form("1", of: sealed)
        #expect(throws: HostFailure.self) { try read(old, requiresSeal: false) }
        #expect(try read(old, allowsUnsealed: true).contents.count == 2)
    }

    @Test("names may begin with ./, as tar makes them")
    func names() throws {
        var members = try TarArchive.members(of: backup().archive())
        for index in members.indices { members[index].name = "./" + members[index].name }
        #expect(try read(members, requiresSeal: false).contents.count == 2)
    }
}
