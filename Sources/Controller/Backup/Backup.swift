import Certificates
import Files
import FoundationEssentials
import Model
import Replication

/// A document with the files that it names, and the state that belongs to it.
package struct Backup: Sendable {
    /// The description.
    package let manifest: BackupManifest
    /// The contents of the files, in the order of the manifest.
    package let contents: [[UInt8]]

    /// The most bytes of an archive.
    package static let limit = 1 << 30
    private static let manifestName = "backup.json"
    private static let sumsName = "SHA256SUMS"

    /// Creates a backup of these files.
    init(_ manifest: BackupManifest, _ contents: [[UInt8]]) {
        self.manifest = manifest
        self.contents = contents
    }

    /// The text of the document.
    package var document: [UInt8] { contents.first ?? [] }

    // MARK: - Writing

    /// Returns the archive.
    ///
    /// - Parameter passphrase: encrypts keys, secrets and all other files that only their owner can
    ///   read; nil: nothing is encrypted.
    ///
    /// **Errors:** `CertificateFailure`: the encryption failed.
    package func archive(passphrase: SecretBytes? = nil) throws -> [UInt8] {
        var manifest = manifest
        var contents = contents
        if let passphrase {
            let salt = try PassphraseKey.random(PassphraseKey.saltLength)
            let rounds = PassphraseKey.usualRounds
            let key = try PassphraseKey(passphrase, salt: salt, rounds: rounds)
            manifest.encryption = .init(salt: Self.hex(salt), rounds: rounds)
            for (index, file) in manifest.files.enumerated() where file.isEncrypted {
                contents[index] = try key.sealed(contents[index], as: file.name)
            }
        } else {
            manifest.files = manifest.files.map { $0.plain }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var members = [
            TarArchive.Member(
                name: Self.manifestName, mode: 0o600,
                bytes: Array(try encoder.encode(manifest)) + [0x0a])
        ]
        for (file, bytes) in zip(manifest.files, contents) {
            members.append(TarArchive.Member(name: file.name, mode: file.mode, bytes: bytes))
        }
        // As sha256sum(1) reads them.
        let sums = members.map { "\(Digest(of: $0.bytes))  \($0.name)\n" }.joined()
        members.insert(
            TarArchive.Member(name: Self.sumsName, mode: 0o600, bytes: Array(sums.utf8)), at: 0)
        var archive: [UInt8] = []
        archive.reserveCapacity(members.reduce(1024) { $0 + $1.bytes.count + 1536 })
        for member in members {
            archive += TarArchive.encoded(member, time: manifest.time / 1000)
        }
        return archive + TarArchive.end
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(ofHex text: String) -> [UInt8] {
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
    }

    // MARK: - Reading

    /// Reads and verifies an archive.
    ///
    /// - Parameters:
    ///   - title: the archive in messages.
    ///   - passphrase: called if files are encrypted.
    ///
    /// **Errors:** `HostFailure`: it is no backup, damaged, or of a later program;
    /// `CertificateFailure`: the passphrase is wrong.
    package init(
        archive: [UInt8], title: String, passphrase: () throws -> SecretBytes
    ) throws {
        func refusal(_ reason: String, _ remedy: String? = nil) -> HostFailure {
            HostFailure(operation: "use the backup \(title)", reason: reason, remedy: remedy)
        }
        let members: [TarArchive.Member]
        do {
            members = try TarArchive.members(of: archive)
        } catch {
            throw refusal("\(error)")
        }
        var files: [String: [UInt8]] = [:]
        for member in members where files.updateValue(member.bytes, forKey: member.name) != nil {
            throw refusal("\(member.name.clean) is there twice")
        }
        guard let sums = files.removeValue(forKey: Self.sumsName),
            let described = files[Self.manifestName]
        else { throw refusal("it is no backup of Ballast: it has no \(Self.manifestName)") }
        // A later form may have other sums.
        let manifest = try Self.manifest(described, refusal)
        try Self.verify(files, sums, refusal)
        files[Self.manifestName] = nil
        let key = try manifest.encryption.map {
            try PassphraseKey(
                try passphrase(), salt: Self.bytes(ofHex: $0.salt), rounds: $0.rounds)
        }
        var contents: [[UInt8]] = []
        for file in manifest.files {
            guard let bytes = files.removeValue(forKey: file.name) else {
                throw refusal("\(file.name.clean) is missing")
            }
            if file.isEncrypted, key == nil { throw refusal("it has no salt") }
            let plain = file.isEncrypted ? try key?.opened(bytes, as: file.name) ?? [] : bytes
            guard plain.count == file.size else {
                throw refusal("\(file.name.clean) has another size than \(Self.manifestName) has")
            }
            guard file.mode & ~0o755 == 0 else {
                throw refusal("the mode of \(file.name.clean) lets other users write")
            }
            contents.append(plain)
        }
        guard files.isEmpty else {
            throw refusal("\(files.keys.sorted()[0].clean) is not in \(Self.manifestName)")
        }
        guard manifest.files.first?.place == .document,
            manifest.files.count(where: { $0.place == .document }) == 1
        else { throw refusal("it has no document") }
        self.init(manifest, contents)
    }

    /// The form of a description, which all later ones have.
    private struct Head: Decodable {
        let version: Int
    }

    private static func manifest(
        _ bytes: [UInt8], _ refusal: (String, String?) -> HostFailure
    ) throws -> BackupManifest {
        let decoder = JSONDecoder()
        guard let head = try? decoder.decode(Head.self, from: Data(bytes)) else {
            throw refusal("its \(manifestName) is damaged", nil)
        }
        guard head.version <= BackupManifest.form else {
            throw refusal(
                "a later program wrote it: form \(head.version), and this one reads "
                    + "\(BackupManifest.form)", "install that version first")
        }
        do {
            return try decoder.decode(BackupManifest.self, from: Data(bytes))
        } catch {
            throw refusal("its \(manifestName) is damaged", nil)
        }
    }

    private static func verify(
        _ files: [String: [UInt8]], _ sums: [UInt8], _ refusal: (String, String?) -> HostFailure
    ) throws {
        var left = Set(files.keys)
        for line in String(decoding: sums, as: UTF8.self).split(separator: "\n") {
            let name = String(line.dropFirst(66))
            guard let digest = Digest(hex: line.prefix(64)), line.dropFirst(64).hasPrefix("  "),
                let bytes = files[name], left.remove(name) != nil
            else { throw refusal("its \(sumsName) does not fit", nil) }
            guard Digest(of: bytes) == digest else {
                throw refusal("\(name.clean) is damaged: its checksum differs", nil)
            }
        }
        guard left.isEmpty else {
            throw refusal("\(left.sorted()[0].clean) has no checksum", nil)
        }
    }
}

extension BackupManifest.File {
    /// The file in an archive without a passphrase.
    fileprivate var plain: BackupManifest.File {
        .init(name: name, place: place, path: path, mode: mode, size: size, isEncrypted: false)
    }
}
