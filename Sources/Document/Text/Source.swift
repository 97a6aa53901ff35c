/// The bytes of a document, after the check that they are text.
struct Source: Sendable {
    /// The bytes of the file, unchanged.
    let bytes: [UInt8]
    /// The offset of the text, after an optional byte order mark.
    let start: Int
    /// Whether every character is one byte, so that characters can be counted as bytes.
    let isASCII: Bool

    /// Maximum number of bytes in a document: 16 MiB.
    static let limit = 16 << 20
    /// Maximum number of directives, lines before the content that begin with `%`: libyaml compares
    /// each with all earlier ones.
    static let directiveLimit = 64

    /// UTF-8's byte order mark.
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// Creates a source without checking the bytes.
    init(_ bytes: [UInt8], isASCII: Bool = false) {
        self.bytes = bytes
        self.start = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
        self.isASCII = isASCII
    }

    /// The bytes of the file in this range, which is clamped to the file.
    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[range.clamped(to: 0..<bytes.count)]
    }

    /// The text in this range, with U+FFFD for bytes that are not UTF-8.
    func text(_ range: Range<Int>) -> String {
        String(decoding: slice(range), as: UTF8.self)
    }
}
