/// A syntax error reported by libyaml, in words for the author of the document.
struct SyntaxFailure {
    /// The location of the error.
    let place: ByteRange
    /// The error.
    let message: String
    /// A hint for common mistakes.
    let hint: String?

    /// Creates the failure at this byte, while the construct at `context` was being read.
    init(_ failure: EventParser.Failure, at offset: Int, context: Int, in source: Source) {
        let lines = LineIndex(source)
        let isAtEnd = offset >= source.bytes.count
        let start = isAtEnd && failure.context != nil ? context : offset
        let line = lines.line(at: context)
        let word = source.slice(context..<source.bytes.count).prefix { $0 != 0x0a }
        let context =
            line == lines.line(at: offset) && !isAtEnd
            ? nil : failure.context.map { " \($0) that begins on line \(line + 1)" }
        let words = "this is not YAML: \(failure.problem)\(context ?? "")"
        let known =
            Self.hint(for: failure, in: word) ?? Self.hint(for: failure, at: offset, in: source)
        // A hint about the byte itself is more reliable than one about the lines around it.
        let guess = known == nil ? SyntaxHint(at: start, in: source, lines) : nil
        place = guess?.place ?? ByteRange(start, start + 1)
        message = guess?.message.map { "this is not YAML: \($0)" } ?? words
        hint = known ?? guess?.text ?? Self.general(failure)
    }

    /// A hint for text that begins like a double-quoted string or an alias, but is neither.
    ///
    /// - Parameter text: the rest of the line, from the byte of the error.
    private static func hint(
        for failure: EventParser.Failure, in text: ArraySlice<UInt8>
    ) -> String? {
        let isEscape =
            failure.problem.contains("escape") || failure.problem.contains("hexdecimal")
        if isEscape, text.first == UInt8(ascii: "\"") {
            let inner = text.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
            let isShort =
                inner.count <= 60 && !inner.contains(UInt8(ascii: "'"))
                && inner.last != UInt8(ascii: "\\")
            return "in double quotes \\ begins an escape: use single quotes"
                + (isShort ? ", '\(String(decoding: inner, as: UTF8.self))'" : "")
        }
        if text.first == UInt8(ascii: "*"), failure.context?.contains("alias") == true {
            let rest = text.dropFirst().prefix { $0 > 0x20 && !",}]".utf8.contains($0) }
            let word = "*" + String(decoding: rest.prefix(60), as: UTF8.self)
            guard rest.first == UInt8(ascii: ":") else {
                return "a text that begins with * needs quotes: \"\(word)\""
            }
            let port = word.dropFirst(2)
            return "a text that begins with * needs quotes; every address is \"0.0.0.0:\(port)\", "
                + "or \"[::]:\(port)\" for IPv6"
        }
        return nil
    }

    private static func hint(
        for failure: EventParser.Failure, at offset: Int, in source: Source
    ) -> String? {
        let byte = source.slice(offset..<offset + 1).first
        if byte == 0x09 { return "indent with spaces: YAML allows no tabs there" }
        if let endpoint = bracketedEndpoint(before: offset, in: source) {
            return "put quotes around it: \"\(endpoint)\""
        }
        let isBeginning =
            failure.problem.contains("cannot start any token")
            || failure.problem.contains("expected node content")
        if isBeginning, let byte, "@`%:".utf8.contains(byte) {
            return "a text that begins with this character needs quotes"
        }
        return nil
    }

    /// A hint for a message of libyaml without a location.
    private static func general(_ failure: EventParser.Failure) -> String? {
        if failure.problem.contains("mapping values are not allowed") {
            return "is the line before indented too far, or does the text need quotes?"
        }
        if failure.problem.contains("could not find expected ':'") {
            return "a key is followed by a colon and a space"
        }
        if failure.context?.contains("quoted scalar") == true {
            return "the quote that begins there is not closed"
        }
        return nil
    }

    /// Finds an endpoint such as `[2001:db8::1]:80` without quotes, a YAML list with trailing text.
    private static func bracketedEndpoint(before offset: Int, in source: Source) -> String? {
        let text = source.slice(max(source.start, offset - 200)..<offset + 60)
        guard
            let open = text[..<min(max(offset, text.startIndex), text.endIndex)]
                .lastIndex(of: UInt8(ascii: "["))
        else { return nil }
        let word = text[open...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") && $0 != 0x7d }
        guard let close = word.firstIndex(of: UInt8(ascii: "]")),
            word[open..<close].contains(UInt8(ascii: ":")),
            word[open..<close].dropFirst().allSatisfy({ $0.isHexDigit || $0 == 0x3a || $0 == 0x2e }
            ),
            word[close...].dropFirst().first == UInt8(ascii: ":")
        else { return nil }
        return String(decoding: word, as: UTF8.self)
    }
}

extension UInt8 {
    /// `0`...`9`, `a`...`f`, `A`...`F`.
    var isHexDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// `0`...`9`.
    var isDigit: Bool { (0x30...0x39).contains(self) }
}
