extension Source {
    /// Whether a text looks like a document: the key `version` begins a line, or a mapping, at the
    /// top level.
    ///
    /// It also works for a text that cannot be parsed.
    static func hasVersionKey(_ bytes: [UInt8]) -> Bool {
        let key = Array("version".utf8)
        var isAtStart = true
        var isInFlow = false
        var position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        while position < bytes.count {
            let byte = bytes[position]
            if isAtStart || isInFlow, byte == key[0] || byte == 0x22 || byte == 0x27 {
                let begin = byte == key[0] ? position : position + 1
                if bytes[begin...].starts(with: key),
                    let next = bytes[(begin + key.count)...].first(where: {
                        $0 != 0x20 && $0 != 0x22 && $0 != 0x27
                    }), next == UInt8(ascii: ":")
                {
                    return true
                }
            }
            if isAtStart, byte == UInt8(ascii: "{") { isInFlow = true }
            isAtStart = byte == 0x0a || byte == 0x0d
            position += 1
        }
        return false
    }
}

/// Whether a text looks like a document: it has the key `version` at the top level.
///
/// Other texts must not be shown: `sudo ballast validate -f *` reads any file.
public func looksLikeDocument(_ bytes: [UInt8]) -> Bool {
    Source.hasVersionKey(bytes)
}

/// Returns the kind of a text that is no document, without a quotation; nil: unknown.
public func otherForm(of bytes: [UInt8]) -> (words: String, hint: String)? {
    if let name = Source.wideEncoding(of: bytes) {
        return ("it is text in \(name)", "save the file as UTF-8")
    }
    guard Source.isList(bytes) else { return nil }
    return (
        "it is a list, and a document is a mapping",
        "begin it with `version: 1`, and put the list below a key such as `services`"
    )
}

extension Source {
    /// Whether the first line with a value begins a list; `[` would also begin an INI file.
    fileprivate static func isList(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        for line in text.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            let value = line.drop(while: { $0 == 0x20 || $0 == 0x09 })
            guard let first = value.first, first != UInt8(ascii: "#"),
                !line.starts(with: "---".utf8), first != UInt8(ascii: "%")
            else { continue }
            let next = value.dropFirst().first ?? 0x20
            return first == UInt8(ascii: "-") && next == 0x20
        }
        return false
    }
}
