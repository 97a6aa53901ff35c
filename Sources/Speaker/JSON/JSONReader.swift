/// Parses a JSON text of bounded depth.
///
/// **Errors:** nil for anything that is not one complete value: a fraction, an exponent, a number
/// of more than 64 bits, a name that is repeated, invalid UTF-8, more than 16 levels.
struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0
    private static let depthLimit = 16

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Returns the value of the whole text.
    static func value(of bytes: [UInt8]) -> JSONValue? {
        var reader = JSONReader(bytes)
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        return reader.place == bytes.count ? value : nil
    }

    private mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        guard depth < Self.depthLimit, let first = peek else { return nil }
        switch first {
        case UInt8(ascii: "{"): return object(depth)
        case UInt8(ascii: "["): return list(depth)
        case UInt8(ascii: "\""): return text().map { .text($0) }
        case UInt8(ascii: "t"): return word("true", .flag(true))
        case UInt8(ascii: "f"): return word("false", .flag(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func object(_ depth: Int) -> JSONValue? {
        var fields: [String: JSONValue] = [:]
        place += 1
        skipSpace()
        if skip("}") { return .object(fields) }
        repeat {
            skipSpace()
            guard let name = text() else { return nil }
            skipSpace()
            guard skip(":"), let value = value(depth: depth + 1), fields[name] == nil
            else { return nil }
            fields[name] = value
            skipSpace()
        } while skip(",")
        return skip("}") ? .object(fields) : nil
    }

    private mutating func list(_ depth: Int) -> JSONValue? {
        var values: [JSONValue] = []
        place += 1
        skipSpace()
        if skip("]") { return .list(values) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
            skipSpace()
        } while skip(",")
        return skip("]") ? .list(values) : nil
    }

    private mutating func number() -> JSONValue? {
        let start = place
        _ = skip("-")
        let digits = place
        while let byte = peek, (0x30...0x39).contains(byte) { place += 1 }
        // A leading zero is no JSON.
        guard place > digits, place == digits + 1 || bytes[digits] != UInt8(ascii: "0"),
            let number = Int(String(decoding: bytes[start..<place], as: UTF8.self))
        else { return nil }
        return .number(number)
    }

    private mutating func text() -> String? {
        guard skip("\"") else { return nil }
        var content: [UInt8] = []
        while let byte = peek, byte >= 0x20 {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                content += Array(String(scalar).utf8)
            default: content.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = peek else { return nil }
        place += 1
        switch byte {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"):
            guard let unit = unit() else { return nil }
            guard (0xd800..<0xdc00).contains(unit) else { return Unicode.Scalar(unit) }
            guard skip("\\"), skip("u"), let low = self.unit(), (0xdc00..<0xe000).contains(low)
            else { return nil }
            return Unicode.Scalar(0x1_0000 + (unit - 0xd800) << 10 + (low - 0xdc00))
        default: return nil
        }
    }

    private mutating func unit() -> UInt32? {
        guard bytes.count - place >= 4 else { return nil }
        let digits = bytes[place..<(place + 4)]
        guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else {
            return nil
        }
        place += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) -> JSONValue? {
        let end = place + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[place..<end].elementsEqual(word.description.utf8)
        else { return nil }
        place = end
        return value
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { place += 1 }
    }
}
