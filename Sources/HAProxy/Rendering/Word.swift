import Model

/// One word of a line of haproxy.cfg.
///
/// A literal is a word of HAProxy's own language. Whatever a document says gets in through the
/// functions alone, which quote it, so that it stays one word whatever it holds.
///
/// Source: HAProxy's configuration manual, section 2.2.
struct Word: Sendable, Hashable, ExpressibleByStringLiteral {
    /// As it stands in the file.
    let text: String

    /// A word of the language.
    init(stringLiteral text: String) {
        self.text = text
    }

    private init(checked text: String) {
        self.text = text
    }

    /// A text that is taken as it is.
    static func text(_ text: String) -> Word {
        Word(checked: quoted(text))
    }

    /// A text where HAProxy would take `%` for the beginning of a variable.
    static func format(_ text: String) -> Word {
        Word(checked: quoted(text.replacing("%", with: "%%")))
    }

    /// A number.
    static func number(_ number: Int) -> Word {
        Word(checked: "\(number)")
    }

    /// A duration, in the largest unit that says it.
    static func duration(_ duration: Duration) -> Word {
        let parts = duration.components
        let milliseconds = parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000
        return Word(
            checked: milliseconds % 1_000 == 0
                ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms")
    }

    /// A name of the document as a name of HAProxy: what that may not have is written `:XX`.
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

    /// A name of ours beside that of the document: `NAME::PART`, which no name of a document is.
    static func part(_ part: StaticString, of name: String) -> Word {
        Word(checked: "\(identifier(name).text)::\(part)")
    }

    /// The name of the backend of a route: by its name, else by its position, which counts from 0.
    static func route(_ route: Route, at position: Int, of name: String) -> Word {
        Word(checked: "\(identifier(name).text)::\(self.route(route, at: position))")
    }

    /// What of a route's name is in the names of its backend and its cookie.
    static func route(_ route: Route, at position: Int) -> String {
        guard let name = route.name, let first = name.utf8.first else { return "\(position + 1)" }
        // Numbers are those of other routes, and `limits` is the table of the proxy's clients.
        let isTaken = name == "limits" || name.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isTaken else { return identifier(name).text }
        return ":" + first.hexadecimal + name.dropFirst()
    }

    /// A function of HAProxy with one argument, which is quoted twice.
    static func function(
        _ name: StaticString, _ argument: String, _ converters: StaticString = ""
    ) -> Word {
        let inner = argument.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return Word(checked: quoted("\(name)(\"\(inner)\")\(converters)"))
    }

    /// Words that belong together, such as `http_req_rate(10s)`.
    static func joined(_ parts: Word...) -> Word {
        Word(checked: parts.map(\.text).joined())
    }

    /// The client's address, of which so many bits count where it is IPv6.
    ///
    /// - Parameter isForwarded: whether trusted proxies tell of it, which a variable has.
    static func client(_ ipv6Prefix: Int, isForwarded: Bool) -> Word {
        let address = isForwarded ? "var(txn.client)" : "src"
        return Word(
            checked: ipv6Prefix == 128 ? address : "\(address),ipmask(32,\(ipv6Prefix))")
    }

    /// As few quotes as it takes.
    private static func quoted(_ text: String) -> String {
        let isBare = text.utf8.allSatisfy { $0.isPlain || $0 == UInt8(ascii: "/") }
        if isBare, !text.isEmpty { return text }
        var word: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"):
                word += [UInt8(ascii: "\\"), byte]
            case 0:
                // HAProxy's words end there: nothing can stand for it but another character.
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

    /// Two digits.
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
