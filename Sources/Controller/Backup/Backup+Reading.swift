import Certificates
import Files
import FoundationEssentials
import Model
import Replication

/// Reads and verifies archives.
extension Backup {
    static func bytes(ofHex text: String) -> [UInt8] {
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
    }

    /// Reads and verifies an archive.
    ///
    /// - Parameters:
    ///   - title: the archive in messages.
    ///   - requiresSeal: whether the caller has a passphrase: then anyone without it could have
    ///     made an archive without a seal.
    ///   - allowsUnsealed: whether an archive without a seal is read nevertheless, such as one of
    ///     form 1.
    ///   - passphrase: called if files are encrypted.
    ///
    /// **Errors:** `HostFailure`: it is no backup, damaged, without a seal, or of a later program;
    /// `CertificateFailure`: the passphrase is wrong, or the archive was changed.
    package init(
        archive: [UInt8], title: String, requiresSeal: Bool = false, allowsUnsealed: Bool = false,
        passphrase: () throws -> SecretBytes
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
        for member in members {
            // As tar(1) names them in an archive of ".".
            let name = member.name.hasPrefix("./") ? String(member.name.dropFirst(2)) : member.name
            guard files.updateValue(member.bytes, forKey: name) == nil else {
                throw refusal("\(name.clean) is there twice")
            }
        }
        let seal = files.removeValue(forKey: Self.sealName)
        guard let sums = files.removeValue(forKey: Self.sumsName),
            let described = files[Self.manifestName]
        else {
            throw refusal(
                "it is no backup of Ballast: it has no \(Self.manifestName) with "
                    + "\(Self.sumsName)",
                "of unpacked files: cd DIRECTORY && tar cf FILE *")
        }
        // A later form may have other sums.
        let manifest = try Self.manifest(described, refusal)
        try Self.verify(files, sums, refusal)
        files[Self.manifestName] = nil
        if seal == nil, requiresSeal || manifest.encryption != nil, !allowsUnsealed {
            throw refusal(
                "it has no seal of a passphrase: anyone could have changed it",
                "make a new backup; if you know that nobody else had it: --allow-unsealed")
        }
        let key = try manifest.encryption.map {
            try PassphraseKey(
                try passphrase(), salt: Self.bytes(ofHex: $0.salt), rounds: $0.rounds)
        }
        if let seal {
            guard let key else { throw refusal("it has a seal and no salt") }
            let text = String(decoding: seal, as: UTF8.self).prefix { $0 != "\n" }
            try key.requireSeal(Self.bytes(ofHex: String(text)), of: sums)
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
            if file.place == .state, file.path == BackupTarget.users {
                guard (try? JSONDecoder().decode(JSONObject.self, from: Data(plain))) != nil else {
                    throw refusal("\(file.name.clean) is no JSON object")
                }
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

    /// An object of JSON with any keys.
    private struct JSONObject: Decodable {
        init(from decoder: any Decoder) throws {
            _ = try decoder.container(keyedBy: Key.self)
        }

        private enum Key: CodingKey {}
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
        guard head.version > 0 else { throw refusal("its \(manifestName) is damaged", nil) }
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
