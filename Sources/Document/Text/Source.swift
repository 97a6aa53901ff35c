/// The bytes of a document, after a look at whether they are text at all.
struct Source: Sendable {
    /// The file as it is.
    let bytes: [UInt8]
    /// Where the text begins: after a byte order mark, if there is one.
    let start: Int
    /// Every character is one byte, so that counting characters is counting bytes.
    let isASCII: Bool

    /// The most bytes that a document may have: 16 MiB.
    static let limit = 16 << 20
    /// The most directives, lines before the content that begin with `%`: libyaml compares each
    /// with
    /// all before it.
    static let directiveLimit = 64

    /// UTF-8's byte order mark.
    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// These bytes, unchecked.
    init(_ bytes: [UInt8], isASCII: Bool = false) {
        self.bytes = bytes
        self.start = bytes.starts(with: Self.mark) ? Self.mark.count : 0
        self.isASCII = isASCII
    }

    /// The part of the file in this range; the range is cut to what there is.
    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[range.clamped(to: 0..<bytes.count)]
    }

    /// The text in this range, with U+FFFD for bytes that are not UTF-8.
    func text(_ range: Range<Int>) -> String {
        String(decoding: slice(range), as: UTF8.self)
    }
}

/// A place in the bytes of a document.
struct ByteRange: Sendable, Hashable {
    /// The first byte.
    var start: Int
    /// The byte after the last.
    var end: Int

    /// These bytes.
    init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = max(start, end)
    }
}
