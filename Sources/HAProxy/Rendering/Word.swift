import Model

/// A word of a line of haproxy.cfg.
///
/// A literal is a word of HAProxy's own language. Texts of a document pass only through the
/// functions below, which quote them, so that each stays a single word.
///
/// Source: HAProxy's configuration manual, section 2.2.
struct Word: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The word as written in the file.
    let text: String

    /// Creates a word of the language.
    init(stringLiteral text: String) {
        self.text = text
    }

    private init(checked text: String) {
        self.text = text
    }

    /// Returns a word with a literal text.
    static func text(_ text: String) -> Word {
        Word(checked: quoted(text))
    }

    /// Returns a word with a literal text where HAProxy expands `%`.
    static func format(_ text: String) -> Word {
        Word(checked: quoted(text.replacing("%", with: "%%")))
    }

    /// Returns a number.
    static func number(_ number: Int) -> Word {
        Word(checked: "\(number)")
    }

    /// Returns a duration in the largest exact unit.
    static func duration(_ duration: Duration) -> Word {
        let milliseconds = Int(duration.wholeMilliseconds)
        return Word(checked: "\(DurationText(milliseconds: milliseconds, upTo: .seconds))")
    }

    /// Returns a name of the document as a name of HAProxy: other characters are written as `:XX`.
    ///
    /// Source: HAProxy's `invalid_char`: letters, digits, `-`, `_`, `.` and `:`.
    static func identifier(_ name: String) -> Word {
        var text = ""
        for byte in name.utf8 {
            if byte.isPlain && byte != UInt8(ascii: ":") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += ":" + byte.hexadecimal
            }
        }
        return Word(checked: text)
    }

    /// Returns a name of ours, `NAME::PART`, which no name of a document can equal.
    static func part(_ part: StaticString, of name: String) -> Word {
        Word(checked: "\(identifier(name).text)::\(part)")
    }

    /// Returns the name of a route's backend, from its name, else its position, which counts from
    /// 0.
    static func route(_ route: Route, at position: Int, of name: String) -> Word {
        Word(checked: "\(identifier(name).text)::\(self.route(route, at: position))")
    }

    /// Returns the route's part of the names of its backend and cookie.
    static func route(_ route: Route, at position: Int) -> String {
        guard let name = route.name, let first = name.utf8.first else { return "\(position + 1)" }
        // Numbers are reserved for other routes, and `limits` for the table of the proxy's clients.
        let isTaken = name == "limits" || name.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isTaken else { return identifier(name).text }
        return ":" + first.hexadecimal + name.dropFirst()
    }

    /// Returns a HAProxy function with one argument, which is quoted twice.
    static func function(
        _ name: StaticString, _ argument: String, _ converters: StaticString = ""
    ) -> Word {
        let inner = argument.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return Word(checked: quoted("\(name)(\"\(inner)\")\(converters)"))
    }

    /// Joins words without spaces, such as `http_req_rate(10s)`.
    static func joined(_ parts: Word...) -> Word {
        Word(checked: parts.map(\.text).joined())
    }

    /// Returns the client's address, masked to this prefix length for IPv6.
    ///
    /// - Parameter isForwarded: whether trusted proxies report the address, which a variable holds.
    static func client(_ ipv6Prefix: Int, isForwarded: Bool) -> Word {
        let address = isForwarded ? "var(txn.client)" : "src"
        return Word(
            checked: ipv6Prefix == 128 ? address : "\(address),ipmask(32,\(ipv6Prefix))")
    }

    /// Quotes a text as little as possible.
    private static func quoted(_ text: String) -> String {
        let isBare = text.utf8.allSatisfy { $0.isPlain || $0 == UInt8(ascii: "/") }
        if isBare, !text.isEmpty { return text }
        var word: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"):
                word += [UInt8(ascii: "\\"), byte]
            case 0:
                // HAProxy's words end at this byte: it can only be replaced by another character.
                word += Array("\u{fffd}".utf8)
            case 0..<0x20, 0x7f:
                word += Array("\\x\(byte.hexadecimal)".utf8)
            default:
                word.append(byte)
            }
        }
        return String(decoding: word + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isPlain: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"): true
        default: false
        }
    }

    /// The byte as two digits.
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
