/// Base64 with its padding.
///
/// Source: RFC 4648 section 4.
public enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Encodes bytes as text.
    public static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = (group + [0, 0]).prefix(3).reduce(0) { $0 << 8 | Int($1) }
            for index in 0..<4 {
                text.append(
                    index <= group.count
                        ? alphabet[number >> (18 - 6 * index) & 0x3f] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes a text.
    ///
    /// **Errors:** nil for a text that is not Base64 or lacks its padding.
    public static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 4 == 0 else { return nil }
        let body = digits.dropLast(digits.suffix(2).count { $0 == UInt8(ascii: "=") })
        let bytes = decodedPrefix(of: body)
        return bytes.count == body.count * 3 / 4 ? bytes : nil
    }

    /// Encodes bytes as text for URLs and headers, without padding.
    ///
    /// Source: RFC 4648 section 5.
    public static func urlEncoded(_ bytes: [UInt8]) -> String {
        String(
            decoding: encoded(bytes).utf8.compactMap { letter -> UInt8? in
                switch letter {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                case UInt8(ascii: "="): nil
                default: letter
                }
            }, as: UTF8.self)
    }

    /// Decodes the text of ``urlEncoded(_:)``, also with padding, and with the letters of RFC 4648
    /// section 4.
    ///
    /// **Errors:** nil for a text that is not Base64.
    public static func urlDecoded(_ letters: some Sequence<UInt8>) -> [UInt8]? {
        var body = letters.map { letter in
            switch letter {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: letter
            }
        }
        body += [UInt8](repeating: UInt8(ascii: "="), count: (4 - body.count % 4) % 4)
        return decoded(String(decoding: body, as: UTF8.self))
    }

    /// Decodes a text up to the first character that is not a letter of Base64, for texts that were
    /// cut.
    public static func decodedPrefix(of text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var (word, bits) = (UInt32(0), 0)
        for byte in text {
            guard let value = value(of: byte) else { break }
            word = word << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: word >> bits))
        }
        return bytes
    }

    /// The six bits of a letter; nil: not a letter of Base64.
    private static func value(of letter: UInt8) -> UInt8? {
        switch letter {
        case 0x41...0x5a: letter - 0x41
        case 0x61...0x7a: letter - 0x61 + 26
        case 0x30...0x39: letter - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
