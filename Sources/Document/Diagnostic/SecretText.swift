import Model

/// The secret parts of a document, such as values of `password`, which no message or excerpt shows.
///
/// It inspects the text only, because a document with mistakes has secrets too.
struct SecretText {
    private let source: Source
    private let lines: LineIndex

    init(_ source: Source, _ lines: LineIndex) {
        self.source = source
        self.lines = lines
    }

    /// Whether a key's value is a secret, by the key's name.
    ///
    /// Misspelt keys count too.
    static func isSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        // The name of a file is no secret.
        if key.hasSuffix("file") { return false }
        if key == "auth" || key == "key" { return true }
        let bytes = Array(key.utf8)
        return parts.contains { part in
            bytes.indices.contains { bytes[$0...].starts(with: part) }
        }
    }

    /// Parts of the names of keys with secrets.
    private static let parts = ["pass", "secret", "token", "credential", "authorization"]
        .map { Array($0.utf8) }

    /// The keys of mappings and lists with secrets; a text in their place is a secret.
    fileprivate static let containers: Set<String> = ["authentication", "keys"]

    /// The ranges of secret bytes in a line.
    func ranges(inLine line: Int) -> [Range<Int>] {
        let range = lines.range(ofLine: line)
        if isContinued(line) { return [range] }
        var ranges: [Range<Int>] = []
        var position = range.lowerBound
        while let key = nextKey(from: position, to: range.upperBound) {
            let name = String(decoding: source.bytes[key.name], as: UTF8.self)
            if Self.containers.contains(name), !hasPair(key.end..<range.upperBound) {
                ranges.append(key.end..<range.upperBound)
                break
            }
            guard isSecret(name, inLine: line) else {
                position = key.end
                continue
            }
            let end = valueEnd(from: key.end, to: range.upperBound)
            ranges.append(key.end..<end)
            position = max(end, key.end)
        }
        return ranges
    }

    /// Whether a line continues a value of an earlier line.
    private func isContinued(_ line: Int) -> Bool {
        var indent = indent(ofLine: line)
        // A value has few lines; a document may have millions.
        for before in stride(from: line - 1, through: max(0, line - 200), by: -1) {
            let range = lines.range(ofLine: before)
            let other = self.indent(ofLine: before)
            guard other < indent, !range.isEmpty else { continue }
            indent = other
            var position = range.lowerBound
            var last: (name: Range<Int>, end: Int)?
            while let key = nextKey(from: position, to: range.upperBound) {
                last = key
                position = key.end
            }
            guard let last else { continue }
            let name = String(decoding: source.bytes[last.name], as: UTF8.self)
            if Self.containers.contains(name) { return !hasPair(lines.range(ofLine: line)) }
            return isSecret(name, inLine: before)
        }
        return false
    }

    private func isSecret(_ key: String, inLine line: Int) -> Bool {
        // The key of a certificate is the name of a file.
        Self.isSecret(key) && !(key == "key" && section(ofLine: line) == "certificates")
    }

    /// The key of the document's outermost mapping to which a line belongs; nil: far away.
    private func section(ofLine line: Int) -> String? {
        for before in stride(from: line, through: max(0, line - 200), by: -1) {
            let range = lines.range(ofLine: before)
            guard let first = source.bytes[range].first, Self.isWord(first), first != 0x2d,
                let key = nextKey(from: range.lowerBound, to: range.upperBound)
            else { continue }
            return String(decoding: source.bytes[key.name], as: UTF8.self)
        }
        return nil
    }

    /// Whether bytes have a key with a value: a colon before a space, or at the end.
    private func hasPair(_ range: Range<Int>) -> Bool {
        range.contains { position in
            source.bytes[position] == UInt8(ascii: ":")
                && (position + 1 == range.upperBound
                    || source.bytes[position + 1] == UInt8(ascii: " "))
        }
    }

    private func indent(ofLine line: Int) -> Int {
        let range = lines.range(ofLine: line)
        return source.bytes[range].prefix { $0 == UInt8(ascii: " ") }.count
    }

    /// The next word before a colon, and the offset after that colon.
    private func nextKey(from start: Int, to limit: Int) -> (name: Range<Int>, end: Int)? {
        var position = start
        while position < limit {
            guard source.bytes[position] == UInt8(ascii: ":") else {
                position += 1
                continue
            }
            var end = position
            while end > start, Self.isAround(source.bytes[end - 1]) { end -= 1 }
            var begin = end
            while begin > start, Self.isWord(source.bytes[begin - 1]) { begin -= 1 }
            position += 1
            if begin < end { return (begin..<end, position) }
        }
        return nil
    }

    private static func isAround(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
            || (0x61...0x7a).contains(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-") || byte >= 0x80
    }

    /// The end of a value: its closing quote, else the end of a plain value in a flow mapping.
    private func valueEnd(from start: Int, to limit: Int) -> Int {
        var position = start
        while position < limit, source.bytes[position] == UInt8(ascii: " ") { position += 1 }
        guard position < limit else { return limit }
        let quote = source.bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let ends = [UInt8(ascii: ","), UInt8(ascii: "}")]
            while position < limit, !ends.contains(source.bytes[position]) { position += 1 }
            return position
        }
        position += 1
        while position < limit {
            if source.bytes[position] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                position += 2
                continue
            }
            position += 1
            guard source.bytes[position - 1] == quote else { continue }
            // A doubled quote is part of the value.
            guard quote == UInt8(ascii: "'"), position < limit, source.bytes[position] == quote
            else { return position }
            position += 1
        }
        return limit
    }
}

extension Diagnostic {
    /// A copy without the value that it quotes, if that value is a secret.
    var withoutSecrets: Diagnostic {
        let keys = path.parts.compactMap { part -> String? in
            if case .key(let key) = part { key } else { nil }
        }
        let secrets = keys.filter { SecretText.isSecret($0) }
        let isContainer = keys.last.map(SecretText.containers.contains) == true
        guard !secrets.isEmpty || isContainer && code == .wrongType, code != .unknownKey,
            keys.first != "certificates" || secrets != ["key"]
        else { return self }
        var diagnostic = self
        var rest = message[...]
        var kept = ""
        while let open = rest.firstIndex(of: "\"") {
            kept += rest[..<open]
            let quoted = rest[rest.index(after: open)...].prefix { $0 != "\"" }
            guard keys.contains(String(quoted)) else {
                diagnostic.message = kept + "\"…\""
                return diagnostic
            }
            kept += "\"\(quoted)\""
            rest = rest[quoted.endIndex...].dropFirst()
        }
        return diagnostic
    }
}
