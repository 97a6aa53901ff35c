/// The contents of a backup: `backup.json` in its archive.
package struct BackupManifest: Sendable, Hashable, Codable {
    /// The form of the archive; another one has another number.
    ///
    /// Since form 2 an archive with encrypted files has a seal.
    package var version = form
    /// The version of the program that made it.
    package let program: String
    /// The time.
    ///
    /// **Unit:** milliseconds since 1970.
    package let time: Int64
    /// The name of the host.
    package let host: String
    /// The absolute path of the document.
    package let document: String
    /// The derivation of the key of encrypted files; nil: none is encrypted.
    package var encryption: Encryption?
    /// The files; the document is the first one.
    package var files: [File]

    /// The form that this program writes, and the newest that it reads.
    package static let form = 2

    /// The derivation of a key from the passphrase: PBKDF2 with HMAC-SHA-256; the files are
    /// encrypted with AES-256-GCM.
    package struct Encryption: Sendable, Hashable, Codable {
        /// The salt in hexadecimal digits.
        package let salt: String
        /// The number of rounds.
        package let rounds: Int
    }

    /// A file of a backup.
    package struct File: Sendable, Hashable, Codable {
        /// The name in the archive.
        package let name: String
        /// The kind of place.
        package let place: Place
        /// The path: below the document's or the state directory, or absolute.
        package let path: String
        /// The permissions.
        package let mode: UInt32
        /// The size of the contents.
        ///
        /// **Unit:** bytes.
        package let size: Int
        /// Whether it is encrypted.
        package let isEncrypted: Bool
    }

    /// The place of a file on a host.
    package enum Place: String, Sendable, Hashable, Codable, CaseIterable {
        /// The document.
        case document
        /// Below the document's directory.
        case beside
        /// An absolute path that the document names.
        case outside
        /// Below the state directory.
        case state
    }
}
