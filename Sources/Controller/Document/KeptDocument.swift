import FoundationEssentials

/// The bytes of the last accepted document, for a start with an unusable file.
///
/// The stored file is the document itself after one line of comment, so that an operator can read
/// it and copy it back.
package struct KeptDocument: Sendable, Equatable {
    /// The path of the original file, which is the base of its relative paths.
    package let path: String
    /// The time of its acceptance.
    ///
    /// **Unit:** milliseconds since 1970.
    let accepted: Int64
    /// The bytes of the document.
    package let bytes: [UInt8]

    /// The fields of the first line.
    private struct Head: Codable {
        let path: String
        let accepted: Int64
        /// The length and checksum of the document, because half a document can be valid.
        let count: Int
        /// The checksum of an earlier version, byte by byte; nil: none.
        var sum: UInt64?
        /// The checksum; nil: written by an earlier version.
        var words: UInt64?
    }

    private static let prefix = Array("# kept by ballast: ".utf8)

    init(path: String, accepted: Int64, bytes: [UInt8]) {
        self.path = path
        self.accepted = accepted
        self.bytes = bytes
    }

    /// Parses the contents of a stored file; nil: damaged, or of another version.
    init?(file: [UInt8]) {
        guard file.starts(with: Self.prefix), let end = file.firstIndex(of: 0x0a) else {
            return nil
        }
        let line = file[Self.prefix.count..<end]
        let bytes = Array(file[(end + 1)...])
        // Another first line means another kind of file.
        guard let head = try? JSONDecoder().decode(Head.self, from: Data(line)),
            head.count == bytes.count,
            head.words.map({ $0 == Self.words(bytes) }) ?? (head.sum == Self.sum(bytes))
        else { return nil }
        self.init(path: head.path, accepted: head.accepted, bytes: bytes)
    }

    /// Returns the first line of the stored file, which precedes the document.
    ///
    /// **Errors:** those of the encoder.
    func head() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = Head(
            path: path, accepted: accepted, count: bytes.count, words: Self.words(bytes))
        return Self.prefix + Array(try encoder.encode(head)) + [0x0a]
    }

    /// FNV-1a over words of eight bytes, least significant byte first, and then over the bytes that
    /// are left.
    private static func words(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            let count = bytes.count / 8
            let hash = (0..<count).reduce(offset) { hash, index in
                let word = bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
                return (hash ^ UInt64(littleEndian: word)) &* prime
            }
            return bytes[(count * 8)...].reduce(hash) { ($0 ^ UInt64($1)) &* prime }
        }
    }

    private static let offset: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01b3

    /// FNV-1a with 64 bits: it detects damage, not forgery; only root can write the file.
    private static func sum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(offset) { ($0 ^ UInt64($1)) &* prime }
    }
}
