/// The status and the framing of an HTTP/1 response.
///
/// Source: RFC 9112 sections 4, 5 and 6.
struct HTTPHead {
    /// The first line, without its end.
    let statusLine: ArraySlice<UInt8>
    /// 100...999.
    let status: Int
    /// The header fields after the first line.
    private let fields: ArraySlice<UInt8>

    /// The information that determines the end of the body.
    struct Framing {
        /// The value of a valid Content-Length.
        fileprivate(set) var contentLength: Int?
        /// Whether Transfer-Encoding ends in "chunked".
        fileprivate(set) var isChunked = false
    }

    /// The index after the empty line that ends a header; nil when it has not arrived.
    static func end(of bytes: [UInt8]) -> Int? {
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] == 0x0a else {
                index += 1
                continue
            }
            if bytes[index + 1] == 0x0a { return index + 2 }
            if index + 2 < bytes.count, bytes[index + 1] == 0x0d, bytes[index + 2] == 0x0a {
                return index + 3
            }
            index += 1
        }
        return nil
    }

    /// Parses the header in these bytes, with its empty line; nil when it is not HTTP/1.
    init?(_ bytes: ArraySlice<UInt8>) {
        let end = bytes.firstIndex(of: 0x0a) ?? bytes.endIndex
        let first = bytes[..<end]
        let line = first.last == 0x0d ? first.dropLast() : first
        // "HTTP/1.1 200": the reason phrase is optional.
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8),
            line[line.startIndex + 8] == 0x20,
            let status = Self.number(line[(line.startIndex + 9)..<(line.startIndex + 12)]),
            status >= 100, line.count == 12 || line[line.startIndex + 12] == 0x20
        else { return nil }
        statusLine = line
        self.status = status
        fields = bytes[end...].dropFirst()
    }

    /// The framing of the body, parsed only when the body is needed.
    var framing: Framing {
        var framing = Framing()
        for field in fields.split(separator: 0x0a) { Self.read(field, into: &framing) }
        return framing
    }

    private static func read(_ field: ArraySlice<UInt8>, into framing: inout Framing) {
        guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: field[..<colon], as: UTF8.self).lowercased()
        guard name == "content-length" || name == "transfer-encoding" else { return }
        let value = field[(colon + 1)...].filter { $0 > 0x20 }
        if name == "content-length" {
            framing.contentLength = number(value[...])
        } else {
            framing.isChunked = String(decoding: value, as: UTF8.self).lowercased()
                .hasSuffix("chunked")
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...15).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }
}
