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
    static let manifestName = "backup.json"
    static let sumsName = "SHA256SUMS"
    /// The seal of the checksums, and so of all other files.
    static let sealName = "SEAL"

    /// Creates a backup of these files.
    init(_ manifest: BackupManifest, _ contents: [[UInt8]]) {
        self.manifest = manifest
        self.contents = contents
    }

    /// The text of the document.
    package var document: [UInt8] { contents.first ?? [] }

    /// Returns the archive.
    ///
    /// - Parameter passphrase: encrypts keys, secrets and all other files that only their owner can
    ///   read, and seals the archive; nil: nothing is encrypted.
    ///
    /// **Errors:** `CertificateFailure`: the encryption failed.
    package func archive(passphrase: SecretBytes? = nil) throws -> [UInt8] {
        var manifest = manifest
        var contents = contents
        var key: PassphraseKey?
        if let passphrase {
            let salt = try PassphraseKey.random(PassphraseKey.saltLength)
            let rounds = PassphraseKey.usualRounds
            let own = try PassphraseKey(passphrase, salt: salt, rounds: rounds)
            key = own
            manifest.encryption = .init(salt: Self.hex(salt), rounds: rounds)
            for (index, file) in manifest.files.enumerated() where file.isEncrypted {
                contents[index] = try own.sealed(contents[index], as: file.name)
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
        let sums = Array(members.map { "\(Digest(of: $0.bytes))  \($0.name)\n" }.joined().utf8)
        if let key {
            let seal = Self.hex(try key.seal(of: sums)) + "\n"
            members.insert(
                TarArchive.Member(name: Self.sealName, mode: 0o600, bytes: Array(seal.utf8)), at: 0)
        }
        members.insert(TarArchive.Member(name: Self.sumsName, mode: 0o600, bytes: sums), at: 0)
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
}

extension BackupManifest.File {
    /// The file in an archive without a passphrase.
    fileprivate var plain: BackupManifest.File {
        .init(name: name, place: place, path: path, mode: mode, size: size, isEncrypted: false)
    }
}
