/// A piece of a page.
///
/// It is written as a literal. The text of the literal is HTML; each interpolated text is escaped,
/// so that no name, reason or message of the outside is read as HTML:
///
///     let cell: HTML = "<td class=\"name\">\(service.name)</td>"
///
/// Attributes with an interpolation are always in double quotes.
public struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// The text in UTF-8.
    private(set) var bytes: [UInt8] = []
    /// The places at which the CSRF token of the session belongs, ascending.
    private(set) var slots: [Int] = []
    /// The values that change in place, in the order of the text.
    private(set) var values: [LiveValue] = []

    /// Creates an empty piece.
    public init() {}

    /// Creates a piece of a literal without interpolations.
    public init(stringLiteral value: StaticString) {
        append(raw: value)
    }

    /// Creates a piece of a literal with interpolations.
    public init(stringInterpolation: HTMLWriter) {
        self = stringInterpolation.html
    }

    /// The type of literals: a text of the program, never one of the outside.
    public typealias StringLiteralType = StaticString
    /// The type of literals with one character.
    public typealias ExtendedGraphemeClusterLiteralType = StaticString
    /// The type of literals with one scalar.
    public typealias UnicodeScalarLiteralType = StaticString

    /// Whether the piece has no text.
    public var isEmpty: Bool { bytes.isEmpty }

    mutating func append(raw literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Adds a text, in which the five characters that HTML interprets are replaced.
    ///
    /// Bytes are replaced, not characters: a quotation mark that a combining mark follows is one
    /// too.
    mutating func append(escaped text: String) {
        var text = text
        text.withUTF8 { utf8 in
            for byte in utf8 {
                switch byte {
                case UInt8(ascii: "&"): append(raw: "&amp;")
                case UInt8(ascii: "<"): append(raw: "&lt;")
                case UInt8(ascii: ">"): append(raw: "&gt;")
                case UInt8(ascii: "\""): append(raw: "&quot;")
                case UInt8(ascii: "'"): append(raw: "&#39;")
                default: bytes.append(byte)
                }
            }
        }
    }

    /// Adds a piece.
    public mutating func append(_ piece: HTML) {
        slots.append(contentsOf: piece.slots.map { $0 + bytes.count })
        values.append(contentsOf: piece.values)
        bytes.append(contentsOf: piece.bytes)
    }

    /// Adds the place of a CSRF token.
    mutating func appendSlot() { slots.append(bytes.count) }

    /// Adds a value that changes in place.
    mutating func note(_ value: LiveValue) { values.append(value) }

    /// Returns the text for a session.
    ///
    /// - Parameter proof: its CSRF token, which is put into each slot.
    func text(proof: String) -> [UInt8] {
        guard !slots.isEmpty else { return bytes }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + slots.count * proof.utf8.count)
        var start = 0
        for slot in slots {
            text.append(contentsOf: bytes[start..<slot])
            text.append(contentsOf: proof.utf8)
            start = slot
        }
        text.append(contentsOf: bytes[start...])
        return text
    }
}

extension Sequence<HTML> {
    /// The pieces one after the other.
    public var joined: HTML {
        var all = HTML()
        for piece in self { all.append(piece) }
        return all
    }
}
