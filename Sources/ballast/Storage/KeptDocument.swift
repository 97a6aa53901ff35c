import FoundationEssentials

/// The bytes of the document that was accepted last, for a start at which its file is of no use.
///
/// The file that holds them is the document itself after one line of comment, so that an operator
/// can read it and copy it back.
struct KeptDocument: Sendable, Equatable {
    /// The file that it was read from; what it names by relative paths is beside that one.
    let path: String
    /// When it was accepted.
    ///
    /// **Unit:** milliseconds since 1970.
    let accepted: Int64
    /// The document as it was read.
    let bytes: [UInt8]

    /// What the first line says.
    private struct Head: Codable {
        let path: String
        let accepted: Int64
        /// How many bytes follow, and what they sum to: half a document can be a good one.
        let count: Int
        let sum: UInt64
    }

    private static let prefix = Array("# kept by ballast: ".utf8)

    init(path: String, accepted: Int64, bytes: [UInt8]) {
        self.path = path
        self.accepted = accepted
        self.bytes = bytes
    }

    /// The document that a file holds; nil: it is damaged, or another version's.
    init?(file: [UInt8]) {
        guard file.starts(with: Self.prefix), let end = file.firstIndex(of: 0x0a) else {
            return nil
        }
        let line = file[Self.prefix.count..<end]
        let bytes = Array(file[(end + 1)...])
        // A line that is no head: the file is not one of these.
        guard let head = try? JSONDecoder().decode(Head.self, from: Data(line)),
            head.count == bytes.count, head.sum == Self.sum(bytes)
        else { return nil }
        self.init(path: head.path, accepted: head.accepted, bytes: bytes)
    }

    /// The bytes of the file that holds it.
    ///
    /// **Errors:** those of the encoder.
    func file() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = Head(
            path: path, accepted: accepted, count: bytes.count, sum: Self.sum(bytes))
        return Self.prefix + Array(try encoder.encode(head)) + [0x0a] + bytes
    }

    /// FNV-1a with 64 bits: it finds damage, not forgery; who can write the file is root.
    private static func sum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
