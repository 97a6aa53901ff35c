import Model

/// A builder of a JSON object on one line.
///
/// **Shape:** valid JSON for any bytes in its values: invalid UTF-8 is replaced by U+FFFD.
struct JSONLine {
    private var bytes: [UInt8]

    /// Creates an empty object.
    init() {
        bytes = []
        bytes.reserveCapacity(1024)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Returns the finished object.
    mutating func end() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// Adds a number; a field without one (`-`, or a time of -1) is omitted.
    mutating func number(_ key: StaticString, _ field: ArraySlice<UInt8>) {
        guard !field.isEmpty, field.count < 20, field.allSatisfy({ (0x30...0x39) ~= $0 }) else {
            return
        }
        self.key("\(key)")
        // JSON does not allow leading zeros.
        let digits = field.drop { $0 == 0x30 }
        bytes.append(contentsOf: digits.isEmpty ? field.suffix(1) : digits)
    }

    /// Adds `true`.
    mutating func flag(_ key: StaticString) {
        self.key("\(key)")
        bytes.append(contentsOf: "true".utf8)
    }

    /// Adds a text; `-` is omitted.
    mutating func text(_ key: StaticString, _ field: ArraySlice<UInt8>) {
        guard !field.isEmpty, !field.elementsEqual("-".utf8) else { return }
        string("\(key)", field)
    }

    /// Adds a name of the document, decoded from HAProxy's `:XX` escapes.
    mutating func name(_ key: StaticString, _ field: ArraySlice<UInt8>) {
        guard field.contains(UInt8(ascii: ":")) else { return text(key, field) }
        var name: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: ":"), rest.count >= 2,
                let high = rest[rest.startIndex].digit, let low = rest[rest.startIndex + 1].digit
            {
                name.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                name.append(byte)
            }
        }
        text(key, name[...])
    }

    /// Adds a Base64 text, decoded as far as it is complete.
    mutating func base64(_ key: String, _ field: ArraySlice<UInt8>) {
        guard !field.isEmpty, !field.elementsEqual("-".utf8) else { return }
        string(key, Base64.decodedPrefix(of: field)[...])
    }

    /// Adds a time in UTC, in the format of RFC 3339.
    mutating func time(_ key: String, milliseconds field: ArraySlice<UInt8>) {
        guard let time = Int64(String(decoding: field, as: UTF8.self)), time >= 0 else { return }
        string(key, Array(timestamp(time).utf8)[...])
    }

    private mutating func key(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: key.utf8)
        bytes.append(contentsOf: "\":".utf8)
    }

    /// Source: RFC 8259 section 7.
    private mutating func string(_ key: String, _ text: ArraySlice<UInt8>) {
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        // Nearly all texts are printable ASCII.
        if text.allSatisfy({ $0 < 0x80 }) {
            append(text)
        } else {
            append(Array(String(decoding: text, as: UTF8.self).utf8)[...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ text: ArraySlice<UInt8>) {
        // Nearly all texts need no escapes.
        guard text.contains(where: \.isEscaped) else { return bytes.append(contentsOf: text) }
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20, 0x7f:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append((byte >> 4).hexadecimal)
                bytes.append((byte & 15).hexadecimal)
            default: bytes.append(byte)
            }
        }
    }
}

extension UInt8 {
    /// Whether JSON requires a backslash before the byte.
    fileprivate var isEscaped: Bool {
        self < 0x20 || self == 0x7f || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }

    /// The value of a hexadecimal digit.
    fileprivate var digit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// The digit of a value of 0...15.
    fileprivate var hexadecimal: UInt8 { self < 10 ? 0x30 + self : 0x61 + self - 10 }
}
