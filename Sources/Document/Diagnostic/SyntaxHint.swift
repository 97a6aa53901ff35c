/// A common mistake that explains a syntax error, found in the lines around the error.
struct SyntaxHint {
    /// The location of the mistake; nil: the position where libyaml stopped.
    let place: ByteRange?
    /// The message that replaces libyaml's; nil: libyaml's message stays.
    let message: String?
    /// The remedy.
    let text: String

    private init(_ text: String, message: String? = nil, at place: Range<Int>? = nil) {
        self.text = text
        self.message = message
        self.place = place.map { ByteRange($0.lowerBound, $0.upperBound) }
    }

    /// The first known mistake that explains an error at this byte; nil: none does.
    init?(at offset: Int, in source: Source, _ lines: LineIndex) {
        let failed = Self.lastWritten(upTo: lines.line(at: offset), source, lines)
        let earlier = Self.lastWritten(upTo: failed - 1, source, lines)
        if let hint = Self.conflict(source, lines) {
            self = hint
        } else if let hint = Self.spelling(failed, source, lines)
            ?? Self.spelling(earlier, source, lines) ?? Self.indentation(failed, source, lines)
        {
            self = hint
        } else {
            return nil
        }
    }

    /// Detects `<<<<<<< HEAD`, an unresolved merge conflict.
    private static func conflict(_ source: Source, _ lines: LineIndex) -> Self? {
        let begins = (0..<lines.count).first { starts($0, with: "<<<<<<< ", source, lines) }
        guard let begins else { return nil }
        let ends = (begins..<lines.count).first { starts($0, with: ">>>>>>> ", source, lines) }
        let extent = ends.map { "s \(begins + 1) to \($0 + 1) are" } ?? " \(begins + 1) is"
        return Self(
            "edit the lines between the markers and remove the markers, or begin the merge again",
            message: "line\(extent) an unfinished merge: both versions stand there",
            at: lines.range(ofLine: begins))
    }

    private static func starts(
        _ line: Int, with marker: String, _ source: Source, _ lines: LineIndex
    ) -> Bool {
        source.slice(lines.range(ofLine: line)).starts(with: marker.utf8)
    }

    /// Detects a missing space after a colon or hyphen, and indentation that only looks like
    /// spaces.
    private static func spelling(_ line: Int, _ source: Source, _ lines: LineIndex) -> Self? {
        guard line >= 0 else { return nil }
        let range = lines.range(ofLine: line)
        let bytes = source.slice(range)
        let written = bytes.drop { $0 == 0x20 }
        if written.starts(with: [0xc2, 0xa0]) {
            return Self(
                "line \(line + 1) is indented with a no-break space (U+00A0): write plain spaces",
                at: written.startIndex..<(written.startIndex + 2))
        }
        if written.count > 1, written.first == UInt8(ascii: "-"),
            let second = written.dropFirst().first, isLetter(second)
        {
            return Self(
                "a space follows the hyphen of a list: \"- "
                    + String(decoding: written.dropFirst().prefix(30), as: UTF8.self) + "\"",
                at: written.startIndex..<(written.startIndex + 1))
        }
        let item = written.starts(with: "- ".utf8) ? written.dropFirst(2) : written
        let key = item.prefix { isLetter($0) || $0.isDigit }
        let rest = item[key.endIndex...]
        guard let first = key.first, isLetter(first), rest.first == UInt8(ascii: ":"),
            let next = rest.dropFirst().first, next != 0x20, next != UInt8(ascii: "/"),
            !rest.dropFirst().contains(UInt8(ascii: ":"))
        else { return nil }
        let name = String(decoding: key, as: UTF8.self)
        let value = String(decoding: rest.dropFirst().prefix(30), as: UTF8.self)
        return Self(
            "a space follows the colon of a key: \"\(name): \(value)\"",
            at: key.startIndex..<(key.endIndex + 1))
    }

    /// Detects a line whose indentation matches none of the open blocks.
    private static func indentation(_ line: Int, _ source: Source, _ lines: LineIndex) -> Self? {
        guard line > 0, let own = column(ofLine: line, source, lines) else { return nil }
        var levels: [Int] = []
        for earlier in 0..<line {
            let bytes = source.slice(lines.range(ofLine: earlier))
            guard let first = column(ofLine: earlier, source, lines) else { continue }
            // Flow collections and texts of several lines have their own indentation rules.
            if bytes.contains(where: { "[{|>\"'".utf8.contains($0) }) && isOpen(bytes) {
                return nil
            }
            levels.removeAll { $0 > first }
            if levels.last != first { levels.append(first) }
            var item = bytes.dropFirst(first)
            var inner = first
            while item.first == UInt8(ascii: "-"), item.dropFirst().first == 0x20 {
                let after = item.dropFirst().drop { $0 == 0x20 }
                inner += item.count - after.count
                item = after
                levels.append(inner)
            }
        }
        guard let last = levels.last, own < last, !levels.contains(own) else { return nil }
        let near = levels.filter { $0 > own }.prefix(1) + levels.filter { $0 < own }.suffix(1)
        let wanted = near.sorted().map(String.init).joined(separator: " or ")
        return Self(
            "line \(line + 1) is indented by \(own) \(own == 1 ? "space" : "spaces");"
                + " the lines before it that it can belong to have \(wanted)",
            at: lines.range(ofLine: line).lowerBound..<(lines.range(ofLine: line).lowerBound + own))
    }

    /// Whether a line leaves a bracket, a quote or a text open for the following lines.
    private static func isOpen(_ line: ArraySlice<UInt8>) -> Bool {
        let count = { (character: Unicode.Scalar) in
            line.count { $0 == UInt8(ascii: character) }
        }
        let last = line.last { $0 != 0x20 }
        return count("[") != count("]") || count("{") != count("}")
            || count("\"") % 2 == 1 || count("'") % 2 == 1
            || last == UInt8(ascii: "|") || last == UInt8(ascii: ">")
            || last == UInt8(ascii: "-") && line.contains(UInt8(ascii: "|"))
    }

    /// The indentation of a line in spaces; nil: the line is empty or a comment.
    private static func column(
        ofLine line: Int, _ source: Source, _ lines: LineIndex
    ) -> Int? {
        let bytes = source.slice(lines.range(ofLine: line))
        let written = bytes.drop { $0 == 0x20 }
        guard let first = written.first, first != UInt8(ascii: "#") else { return nil }
        return bytes.count - written.count
    }

    /// The last line up to this one that has more than a comment; -1: none has.
    private static func lastWritten(
        upTo line: Int, _ source: Source, _ lines: LineIndex
    ) -> Int {
        var line = line
        while line >= 0, column(ofLine: line, source, lines) == nil { line -= 1 }
        return line
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
