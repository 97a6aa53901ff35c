/// BER elements in LDAP's subset: tags of one byte, definite lengths.
///
/// Source: ITU-T X.690; RFC 4511 section 5.1.
enum BER {
    static let integer: UInt8 = 0x02
    static let octets: UInt8 = 0x04
    static let enumerated: UInt8 = 0x0a
    static let sequence: UInt8 = 0x30

    /// An element with this content.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var bytes = [tag]
        if content.count < 0x80 {
            bytes.append(UInt8(content.count))
        } else {
            bytes.append(0x84)
            bytes.append(big: content.count, 4)
        }
        return bytes + content
    }

    /// A text.
    static func text(_ text: String, tag: UInt8 = octets) -> [UInt8] {
        element(tag, Array(text.utf8))
    }

    /// A number of one byte.
    static func number(_ number: UInt8, tag: UInt8 = integer) -> [UInt8] {
        element(tag, number < 0x80 ? [number] : [0, number])
    }

    /// The length of the first element of these bytes.
    static func frame(_ bytes: ArraySlice<UInt8>) -> MessageFrame {
        var reader = ByteReader(bytes)
        guard reader.byte() != nil, let first = reader.byte() else { return .incomplete }
        guard first >= 0x80 else { return .length(2 + Int(first)) }
        let count = Int(first & 0x7f)
        guard (1...4).contains(count) else { return .foreign }
        guard let length = reader.big(count) else { return .incomplete }
        return .length(2 + count + length)
    }

    /// Reads the first element; nil when it is incomplete.
    static func read(
        _ reader: inout ByteReader, tag: UInt8? = nil
    ) -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard case .length(let length) = frame(reader.rest),
            let whole = reader.bytes(length), let found = whole.first,
            tag == nil || tag == found
        else { return nil }
        let head = whole[whole.startIndex + 1]
        return (found, whole.dropFirst(head < 0x80 ? 2 : 2 + Int(head & 0x7f)))
    }

    /// Reads a number of at most four bytes; nil when there is none.
    static func readNumber(_ reader: inout ByteReader, tag: UInt8 = integer) -> Int? {
        guard let content = read(&reader, tag: tag)?.content, (1...4).contains(content.count),
            content.first.map({ $0 < 0x80 }) == true
        else { return nil }
        return content.reduce(0) { $0 << 8 | Int($1) }
    }
}
