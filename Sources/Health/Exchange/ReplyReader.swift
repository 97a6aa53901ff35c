/// Parses replies of lines from fragments of any size.
///
/// The length of a line, and of all lines together, is limited, for servers that never stop or
/// never end a line.
struct ReplyReader: Sendable {
    /// The rule by which a reply is complete.
    enum Grammar: Sendable {
        /// Three digits and a space; after a hyphen more lines follow, up to one with the same
        /// digits and a space.
        ///
        /// Source: RFC 959 section 4.2 (FTP), RFC 5321 section 4.2.1 (SMTP), RFC 3977 section 3.2
        /// (NNTP, always one line).
        case coded
        /// Each line is a reply. Source: RFC 1939 section 3 (POP3).
        case single
        /// A line with the command's tag; earlier lines begin with `*`. A literal belongs to its
        /// line, whatever bytes it contains.
        ///
        /// Source: RFC 9051 sections 2.2.2 and 4.3 (IMAP).
        case tagged
    }

    /// A complete reply.
    struct Reply: Equatable {
        /// The lines without line ends; at least one.
        let lines: [[UInt8]]

        /// The line with the result: the last of IMAP, else the first.
        let verdict: [UInt8]
    }

    /// The next reply, if there is one.
    enum Outcome: Equatable {
        /// More bytes are needed.
        case incomplete
        /// A complete reply.
        case reply(Reply)
        /// A line, or the sum of all, exceeds its limit.
        case excess
    }

    /// Maximum number of bytes of a line; no supported protocol allows more by default.
    static let lineLimit = 8_192
    /// Maximum number of bytes of all lines.
    static let limit = 65_536

    private let grammar: Grammar
    /// All received bytes; they are few, so they are never moved.
    private var bytes: [UInt8] = []
    /// Start of the incomplete line.
    private var start = 0
    /// Number of bytes already searched for its end.
    private var scanned = 0
    private var lines: [[UInt8]] = []

    init(_ grammar: Grammar) {
        self.grammar = grammar
    }

    /// Bytes outside a complete reply, for the text of a failure.
    var rest: [UInt8] { lines.first ?? Array(bytes[start...]) }

    /// Whether there are unused bytes or lines.
    var hasRest: Bool { start < bytes.count || !lines.isEmpty }

    /// Appends received bytes, up to the limit.
    mutating func append(_ more: ArraySlice<UInt8>) {
        bytes += more.prefix(Self.limit + 1 - bytes.count)
    }

    /// Returns the next reply to the command with this tag, which only IMAP has; empty for LOGOUT.
    mutating func next(tag: String = "") -> Outcome {
        while scanned <= bytes.count,
            let end = bytes[scanned...].firstIndex(of: UInt8(ascii: "\n"))
        {
            var line = Array(bytes[start..<end])
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if grammar == .tagged, let length = Self.literalLength(line) {
                guard length <= Self.limit else { return .excess }
                scanned = end + 1 + length
                continue
            }
            start = end + 1
            scanned = start
            guard line.count <= Self.lineLimit else { return .excess }
            lines.append(line)
            if isLast(line, tag) {
                defer { lines = [] }
                return .reply(Reply(lines: lines, verdict: grammar == .tagged ? line : lines[0]))
            }
        }
        scanned = max(scanned, bytes.count)
        let isOver = bytes.count > Self.limit || bytes.count - start > Self.lineLimit
        return isOver ? .excess : .incomplete
    }

    /// The length of a literal at the end of a line, `{12}` or `{12+}`; nil: the line has none.
    private static func literalLength(_ line: [UInt8]) -> Int? {
        guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{"))
        else {
            return nil
        }
        var digits = line[(open + 1)...].dropLast()
        if digits.last == UInt8(ascii: "+") { digits = digits.dropLast() }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self)) ?? .max
    }

    private func isLast(_ line: [UInt8], _ tag: String) -> Bool {
        switch grammar {
        case .single: return true
        case .tagged:
            // The tag of the greeting is `*` itself; an early BYE ends the session.
            return tag == "*" || !line.starts(with: "*".utf8)
                || (line.begins(with: "* BYE") && !tag.isEmpty)
        case .coded:
            guard let first = lines.first, first.count > 3, first[3] == UInt8(ascii: "-") else {
                return true
            }
            return lines.count > 1 && line.prefix(3) == first.prefix(3)
                && (line.count == 3 || line[3] == UInt8(ascii: " "))
        }
    }
}

extension [UInt8] {
    /// Whether the line begins with this whole word, ignoring case.
    func begins(with word: String) -> Bool {
        let word = Array(word.utf8)
        guard count >= word.count,
            zip(self, word).allSatisfy({ $0.asciiUppercase == $1.asciiUppercase })
        else { return false }
        guard count > word.count else { return true }
        switch self[word.count].asciiUppercase {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return false
        default: return true
        }
    }
}

extension UInt8 {
    fileprivate var asciiUppercase: UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self - 32 : self
    }
}
