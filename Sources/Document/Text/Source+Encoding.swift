import Model

extension Source {
    /// The reason why bytes are no valid text of a document.
    struct Rejection: Error, Sendable {
        /// The mistake, without its location.
        let diagnostic: Diagnostic
        /// The location of the mistake.
        let place: ByteRange
    }

    /// Creates a source from bytes that are valid UTF-8 for a YAML parser.
    ///
    /// **Errors:** BAL003 for too many bytes or directives; BAL004 for bytes that are not UTF-8 and
    /// for NUL bytes; BAL001 for characters that YAML does not allow.
    static func checked(_ bytes: [UInt8]) throws(Rejection) -> Source {
        guard bytes.count <= limit else {
            throw Rejection(
                .tooLarge, at: 0,
                "the document has \(bytes.count) bytes; at most \(limit) (16 MiB) are read")
        }
        if let name = wideEncoding(of: bytes) {
            throw Rejection(
                .encoding, at: 0, "the text is \(name), not UTF-8",
                hint: "save the file as UTF-8")
        }
        let source = Source(bytes)
        var scan = TextScan(position: source.start)
        try bytes.withUnsafeBufferPointer { (buffer) throws(Rejection) in
            try scan.run(over: buffer)
        }
        return Source(bytes, isASCII: scan.isASCII)
    }

    /// The encoding indicated by a byte order mark, or by NUL bytes beside ASCII.
    static func wideEncoding(of bytes: [UInt8]) -> String? {
        let head = (0..<4).map { $0 < bytes.count ? bytes[$0] : 0xff }
        if head == [0xff, 0xfe, 0, 0] || head == [0, 0, 0xfe, 0xff] { return "UTF-32" }
        guard bytes.count >= 2 else { return nil }
        if head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff {
            return "UTF-16"
        }
        guard bytes.count >= 4 else { return nil }
        let zeros = bytes.prefix(4).map { $0 == 0 }
        return zeros == [true, false, true, false] || zeros == [false, true, false, true]
            ? "UTF-16" : nil
    }
}

extension Source.Rejection {
    init(
        _ code: DiagnosticCode, at offset: Int, length: Int = 1, _ message: String,
        hint: String? = nil
    ) {
        self.init(
            diagnostic: Diagnostic(code, at: DocumentPath(), message, hint: hint),
            place: ByteRange(offset, offset + length))
    }
}

/// A scan that stops at the first byte that a document must not have.
private struct TextScan {
    var position: Int
    var isASCII = true
    var directives = 0
    private var atLineStart = true
    /// Whether the line has only had white space so far.
    private var isBlank = true
    /// Whether a line that begins with `%` is a directive: no content has begun.
    private var isBeforeContent = true

    init(position: Int) {
        self.position = position
    }

    mutating func run(over bytes: UnsafeBufferPointer<UInt8>) throws(Source.Rejection) {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0x0a, 0x0d:
                atLineStart = true
                isBlank = true
                position += 1
                continue
            case 0x09, 0x20...0x7e:
                if isBlank { try look(at: byte, in: bytes) }
                position += 1
            case 0:
                throw Source.Rejection(
                    .encoding, at: position, "the text has a NUL byte",
                    hint: "is this a binary file?")
            case 0x80...:
                isASCII = false
                isBlank = false
                isBeforeContent = false
                try character(in: bytes)
            default:
                throw unprintable(UInt32(byte), length: 1)
            }
            atLineStart = false
        }
    }

    /// Classifies a line by its first character: a directive, a comment, a document's end, content.
    ///
    /// Inside a value a line may also begin with `%`, and `...` is not possible.
    private mutating func look(
        at byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>
    ) throws(Source.Rejection) {
        guard byte != 0x20, byte != 0x09 else { return }
        isBlank = false
        switch byte {
        case UInt8(ascii: "#"): return
        case UInt8(ascii: "%") where atLineStart && isBeforeContent: try countDirective()
        default:
            let end = position + 3
            isBeforeContent =
                atLineStart && end <= bytes.count
                && bytes[position..<end].allSatisfy { $0 == UInt8(ascii: ".") }
        }
    }

    private mutating func countDirective() throws(Source.Rejection) {
        directives += 1
        if directives > Source.directiveLimit {
            throw Source.Rejection(
                .tooLarge, at: position,
                "more than \(Source.directiveLimit) lines begin with a YAML directive")
        }
    }

    /// Checks a character of two to four bytes.
    ///
    /// Source: RFC 3629 section 4.
    private mutating func character(
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws(Source.Rejection) {
        let lead = bytes[position]
        let (length, smallest): (Int, UInt32) =
            switch lead {
            case 0xc2...0xdf: (2, 0x80)
            case 0xe0...0xef: (3, 0x800)
            case 0xf0...0xf4: (4, 0x10000)
            default: (0, 0)
            }
        var value = UInt32(lead) & (length == 2 ? 0x1f : length == 3 ? 0x0f : 0x07)
        var isValid = length > 0 && position + length <= bytes.count
        if isValid {
            for offset in 1..<length {
                let byte = bytes[position + offset]
                isValid = isValid && byte & 0xc0 == 0x80
                value = value << 6 | UInt32(byte & 0x3f)
            }
        }
        guard isValid, value >= smallest, value <= 0x10ffff, !(0xd800...0xdfff).contains(value)
        else {
            throw Source.Rejection(
                .encoding, at: position, "the byte 0x\(String(lead, radix: 16)) is not UTF-8",
                hint: "save the file as UTF-8")
        }
        switch value {
        case 0x80...0x84, 0x86...0x9f, 0xfeff, 0xfffe, 0xffff:
            throw unprintable(value, length: length)
        default:
            position += length
        }
    }

    private func unprintable(_ value: UInt32, length: Int) -> Source.Rejection {
        Source.Rejection(
            .syntax, at: position, length: length,
            "the character U+\(hexadecimal(value)) may not be in a YAML text",
            hint: "in double quotes it can be written as \"\\u\(hexadecimal(value))\"")
    }

    private func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
