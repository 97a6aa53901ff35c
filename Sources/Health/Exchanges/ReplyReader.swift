/// Replies that are made of lines, from bytes in pieces of any size.
///
/// A line, and all lines together, are bounded: a server that never stops, or never ends its line,
/// costs no more than that.
struct ReplyReader: Sendable {
    /// When a reply is complete.
    enum Grammar: Sendable {
        /// Three digits and a space; with a hyphen instead, more lines follow up to one with the
        /// same digits and a space.
        ///
        /// Source: RFC 959 section 4.2 (FTP), RFC 5321 section 4.2.1 (SMTP), RFC 3977 section 3.2
        /// (NNTP, one line always).
        case coded
        /// Each line is one. Source: RFC 1939 section 3 (POP3).
        case single
        /// A line with the command's tag; those before it begin with `*`. A literal is a part of
        /// its line, whatever bytes it has.
        ///
        /// Source: RFC 9051 sections 2.2.2 and 4.3 (IMAP).
        case tagged
    }

    /// A complete reply.
    struct Reply: Equatable {
        /// Its lines without their ends; at least one.
        let lines: [[UInt8]]

        /// The line that says how it went: the last of IMAP, else the first.
        let verdict: [UInt8]
    }

    /// What can be read.
    enum Outcome: Equatable {
        /// More has to come.
        case incomplete
        /// This reply.
        case reply(Reply)
        /// A line, or all of them, is longer than it may be.
        case excess
    }

    /// Bytes of one line, at most; no protocol here allows more without asking.
    static let lineLimit = 8_192
    /// Bytes of all lines, at most.
    static let limit = 65_536

    private let grammar: Grammar
    /// All that has come; it is small, so nothing is moved.
    private var bytes: [UInt8] = []
    /// Where the line begins that is not ended yet.
    private var start = 0
    /// How far its end was looked for.
    private var scanned = 0
    private var lines: [[UInt8]] = []

    init(_ grammar: Grammar) {
        self.grammar = grammar
    }

    /// What is not yet part of a complete reply, for a failure's text.
    var rest: [UInt8] { lines.first ?? Array(bytes[start...]) }

    /// True when the server said something that nothing was made of yet.
    var hasRest: Bool { start < bytes.count || !lines.isEmpty }

    /// Takes what has come, as far as the limit.
    mutating func append(_ more: ArraySlice<UInt8>) {
        bytes += more.prefix(Self.limit + 1 - bytes.count)
    }

    /// The next reply to the command with this tag, which only IMAP has; empty for its LOGOUT.
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

    /// The bytes of the literal that a line ends with: `{12}`, `{12+}`; nil: it ends with none.
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
            // The greeting's tag is the asterisk itself; an early BYE is the last word.
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
    /// Whether it begins with this word, in capitals or not, as a word of its own.
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
