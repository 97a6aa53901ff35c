/// A block of a PEM file: its label and position.
///
/// **Source:** RFC 7468; text between blocks is a comment.
struct PEMBlock: Sendable, Hashable {
    /// `CERTIFICATE`, `PRIVATE KEY`.
    let label: String
    /// From the first dash to the last.
    let range: Range<Int>
    /// The line of its beginning.
    ///
    /// **Range:** 1...
    let line: Int
    /// Whether its first line does not begin with its dashes, as in text copied from YAML.
    let isIndented: Bool

    /// Returns all blocks of a text in order.
    ///
    /// **Errors:** a block that never ends; more blocks than ``limit``.
    static func all(
        in text: UnsafeRawBufferPointer
    ) throws(CertificateFailure) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: (label: String, start: Int, line: Int, isIndented: Bool)?
        var number = 0
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count && text[end] != UInt8(ascii: "\n") { end += 1 }
            number += 1
            if let label = label(of: text[start..<end], after: "-----BEGIN ") {
                if let open { throw Self.unended(open.label, open.line) }
                let margin = margin(of: text[start..<end])
                open = (label, start + margin.byteOrderMark, number, margin.spaces > 0)
            } else if let block = open, label(of: text[start..<end], after: "-----END ") != nil {
                guard label(of: text[start..<end], after: "-----END ") == block.label else {
                    throw Self.unended(block.label, block.line)
                }
                guard blocks.count < limit else {
                    throw CertificateFailure("read PEM", "more than \(limit) blocks")
                }
                blocks.append(
                    PEMBlock(
                        label: block.label, range: block.start..<end, line: block.line,
                        isIndented: block.isIndented))
                open = nil
            }
            start = end + 1
        }
        if let open { throw Self.unended(open.label, open.line) }
        return blocks
    }

    /// Maximum number of blocks in a file.
    static let limit = 200

    private static func unended(_ label: String, _ line: Int) -> CertificateFailure {
        CertificateFailure(
            "read PEM", "the block \(label) that begins at line \(line) does not end",
            hint: "is the file cut off?")
    }

    /// The bytes before a line's text: spaces and a byte order mark, which also occurs in the
    /// middle of concatenated files.
    private static func margin(
        of line: Slice<UnsafeRawBufferPointer>
    ) -> (byteOrderMark: Int, spaces: Int) {
        let byteOrderMark = line.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        return (
            byteOrderMark, line.dropFirst(byteOrderMark).prefix { $0 == 0x20 || $0 == 0x09 }.count
        )
    }

    /// Whether a text is UTF-16, as some editors write it.
    static func isWide(_ text: UnsafeRawBufferPointer) -> Bool {
        text.starts(with: [0xff, 0xfe]) || text.starts(with: [0xfe, 0xff])
    }

    /// The text of a block without leading spaces in its lines.
    static func withoutIndentation(_ block: UnsafeRawBufferPointer) -> SecretBytes {
        SecretBytes(capacity: block.count) { memory in
            var count = 0
            var isMargin = true
            for byte in block {
                if isMargin && (byte == 0x20 || byte == 0x09) { continue }
                isMargin = byte == UInt8(ascii: "\n")
                memory[count] = byte
                count += 1
            }
            return count
        }
    }

    /// The text between these words and five dashes; nil for other lines.
    private static func label(
        of whole: Slice<UnsafeRawBufferPointer>, after opening: String
    ) -> String? {
        let margin = margin(of: whole)
        let line = whole.dropFirst(margin.byteOrderMark + margin.spaces)
        guard line.count <= 100, line.starts(with: opening.utf8) else { return nil }
        var rest = line.dropFirst(opening.utf8.count)
        while let last = rest.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: " ") {
            rest = rest.dropLast()
        }
        guard rest.count > 5, rest.suffix(5).allSatisfy({ $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        let label = rest.dropLast(5)
        guard label.allSatisfy({ (0x20...0x7e).contains($0) }) else { return nil }
        return String(decoding: label, as: UTF8.self)
    }
}
