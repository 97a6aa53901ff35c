/// One block of a PEM file: what it is, and where in the file.
///
/// **Source:** RFC 7468; what stands between blocks is a comment.
struct PEMBlock: Sendable, Hashable {
    /// `CERTIFICATE`, `PRIVATE KEY`.
    let label: String
    /// From the first dash to the last.
    let range: Range<Int>
    /// The line that it begins at.
    ///
    /// **Range:** 1...
    let line: Int

    /// All blocks of a text, in its order.
    ///
    /// **Errors:** a block that never ends; more blocks than ``limit``.
    static func all(
        in text: UnsafeRawBufferPointer
    ) throws(CertificateFailure) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: (label: String, start: Int, line: Int)?
        var number = 0
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count && text[end] != UInt8(ascii: "\n") { end += 1 }
            number += 1
            if let label = label(of: text[start..<end], after: "-----BEGIN ") {
                if let open { throw Self.unended(open.label, open.line) }
                open = (label, start, number)
            } else if let block = open, label(of: text[start..<end], after: "-----END ") != nil {
                guard label(of: text[start..<end], after: "-----END ") == block.label else {
                    throw Self.unended(block.label, block.line)
                }
                guard blocks.count < limit else {
                    throw CertificateFailure("read PEM", "more than \(limit) blocks")
                }
                blocks.append(
                    PEMBlock(label: block.label, range: block.start..<end, line: block.line))
                open = nil
            }
            start = end + 1
        }
        if let open { throw Self.unended(open.label, open.line) }
        return blocks
    }

    /// Most blocks that one file may have.
    static let limit = 200

    private static func unended(_ label: String, _ line: Int) -> CertificateFailure {
        CertificateFailure(
            "read PEM", "the block \(label) that begins at line \(line) does not end",
            hint: "is the file cut off?")
    }

    /// What stands between these words and five dashes; nil for other lines.
    private static func label(
        of line: Slice<UnsafeRawBufferPointer>, after opening: String
    ) -> String? {
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
