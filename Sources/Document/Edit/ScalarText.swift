/// The text of a new scalar in a document.
enum ScalarText {
    /// Words that YAML 1.1 reads as other values than texts.
    private static let words: Set<String> = [
        "y", "n", "yes", "no", "true", "false", "on", "off", "null",
    ]

    /// Returns a value as it is written: without quotes where they are not needed.
    static func written(_ value: String) -> String {
        let isName =
            value.utf8.first.map(isLetter) == true
            && value.utf8.allSatisfy { isLetter($0) || isDigit($0) || "._-/".utf8.contains($0) }
            && !words.contains(value.lowercased())
        return isName || isAddress(value) ? value : quoted(value)
    }

    /// Returns a value in double quotes, on one line.
    static func quoted(_ value: String) -> String {
        let escaped = value.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\t": "\\t"
            case "\r": "\\r"
            case _ where isPrintable(scalar): String(scalar)
            default: escape(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// Whether a text is an IPv4 address, with or without a port or a prefix length.
    private static func isAddress(_ value: String) -> Bool {
        let parts = value.split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { ":/".contains($0) })
        let numbers = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4
            && (numbers + parts.dropFirst()).allSatisfy {
                !$0.isEmpty && $0.utf8.allSatisfy(isDigit)
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether a character may be written into a document.
    ///
    /// **Source:** YAML 1.1 section 5.1, `c-printable`, without the line breaks.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd,
            0x1_0000...0x10_ffff:
            true
        default: false
        }
    }

    /// The escape sequence of a character in double quotes: `\x1b`, `\u2028`.
    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value <= 0xff ? ("x", 2) : ("u", 4)
        return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }
}
