import Model

/// A mail message in its wire format: plain text, in ASCII, with lines that end in CRLF.
///
/// Source: RFC 5322; RFC 2045 sections 6.7 and 2047 for other characters; RFC 3834 for
/// `Auto-Submitted`. No subject or line can inject a header or a command: line ends and control
/// characters of a subject are replaced by spaces, and those of the text are encoded.
struct Letter {
    let from: MailAddress
    let to: [MailAddress]
    let subject: String
    let lines: [String]
    /// **Unit:** milliseconds since 1970.
    let time: Int64
    /// The sending host; part of the message's identity.
    let host: String
    /// A number that is unique for this host and time.
    let number: UInt64

    /// Maximum number of bytes of a subject.
    static let subjectLimit = 200

    /// The headers, an empty line, and the text.
    var bytes: [UInt8] {
        let identity = "\(time).\(String(number, radix: 36))@\(host)"
        let head = [
            "Date: \(CivilTime(milliseconds: time).mailDate)",
            "From: <\(from)>",
            "To: \(to.map { "<\($0)>" }.joined(separator: ",\r\n "))",
            "Subject: \(Self.header(subject))",
            "Message-ID: <\(identity)>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ]
        let text = lines.map(Self.quotedPrintable).joined(separator: "\r\n")
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + text + "\r\n").utf8)
    }

    /// The text of a header: plain ASCII in lines of at most 76 characters unless a word is longer,
    /// or encoded words.
    static func header(_ text: String) -> String {
        var clean = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            clean.unicodeScalars.append(isControl ? " " : scalar)
            if clean.utf8.count > subjectLimit { break }
        }
        if clean.utf8.allSatisfy({ $0 < 0x80 }), !clean.contains("=?") { return folded(clean) }
        var words: [String] = []
        var part = ""
        for scalar in clean.unicodeScalars {
            // 39 bytes are 52 of Base64, and 73 with their markers; 76 are allowed.
            if part.utf8.count + String(scalar).utf8.count > 39 {
                words.append(part)
                part = ""
            }
            part.unicodeScalars.append(scalar)
        }
        return (words + [part]).map { "=?utf-8?B?\(Base64.encoded(Array($0.utf8)))?=" }
            .joined(separator: "\r\n ")
    }

    /// The text in several lines, where all but the first begin with a space; a reader joins them.
    private static func folded(_ text: String) -> String {
        var lines: [String] = []
        // The name of the header precedes the first word.
        var line = ""
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        for (position, word) in words.enumerated() {
            // No line may consist of spaces only.
            let isFull = line.utf8.count + word.utf8.count > 66 && !word.isEmpty
            if isFull, line.contains(where: { $0 != " " }) {
                lines.append(line)
                line = String(word)
            } else {
                line += (position == 0 ? "" : " ") + word
            }
        }
        return (lines + [line]).joined(separator: "\r\n ")
    }

    /// Encodes a line of text as lines of at most 76 characters.
    static func quotedPrintable(_ line: String) -> String {
        let bytes = Array(line.utf8)
        var lines: [String] = []
        var current = ""
        for (position, byte) in bytes.enumerated() {
            let isLast = position == bytes.count - 1
            let isPlain =
                (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "=") || byte == 0x20 && !isLast
            let word = isPlain ? String(UnicodeScalar(byte)) : "=" + hex(byte)
            if current.utf8.count + word.utf8.count > 75 {
                lines.append(current + "=")
                current = ""
            }
            current += word
        }
        return (lines + [current]).joined(separator: "\r\n")
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
