/// Parses the replies of a relay, line by line.
///
/// Source: RFC 5321 sections 4.2 and 4.5.3.1.5, with more room than required.
struct SMTPReplyReader {
    private var bytes: [UInt8] = []
    private var lines: [String] = []

    /// A complete reply.
    struct Reply: Equatable {
        /// **Range:** 200...599.
        let code: Int
        /// The printable text after the code of each line.
        let lines: [String]

        /// The code and the last line, for messages.
        var text: String { "\(code) \(lines.last ?? "")" }
    }

    /// The received bytes are no reply.
    struct Failure: Error, Equatable {
        let text: String
    }

    static let lineLimit = 2_048
    static let linesLimit = 100

    /// Adds received bytes.
    mutating func append(_ new: some Sequence<UInt8>) {
        bytes += new
    }

    /// Whether nothing was received after the last reply.
    var isEmpty: Bool { bytes.isEmpty && lines.isEmpty }

    /// Returns the next complete reply.
    mutating func next() throws(Failure) -> Reply? {
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            var line = bytes[..<end]
            bytes.removeFirst(end + 1)
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            let text = String(
                decoding: line.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") },
                as: UTF8.self)
            guard line.count >= 3, let code = Int(text.prefix(3)), (200...599).contains(code) else {
                throw Failure(text: "no SMTP: \(text.prefix(100))")
            }
            lines.append(String(text.dropFirst(4).prefix(200)))
            let separator = text.dropFirst(3).first ?? " "
            if separator == " " {
                defer { lines = [] }
                return Reply(code: code, lines: lines)
            }
            guard separator == "-", lines.count < Self.linesLimit else {
                throw Failure(text: "no SMTP: \(text.prefix(100))")
            }
        }
        if bytes.count > Self.lineLimit { throw Failure(text: "a line without end") }
        return nil
    }
}
