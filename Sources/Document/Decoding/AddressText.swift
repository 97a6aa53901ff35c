import Addresses

/// A text in the place of an address, optionally with a port.
struct AddressText {
    /// The text.
    private let bytes: ArraySlice<UInt8>
    /// The address; nil: the text has none.
    private(set) var address: IPAddress?
    /// The text in the place of the port.
    private(set) var portText: String?
    /// The port; nil: missing or invalid.
    private(set) var port: UInt16?
    /// Whether the address is in brackets.
    private(set) var isBracketed = false

    /// Parses `IP`, `IP:port`, `[IPv6]` or `[IPv6]:port`, and keeps the valid parts of any other
    /// text.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        guard bytes.count <= 64 else { return }
        let colons = bytes.count { $0 == UInt8(ascii: ":") }
        isBracketed = bytes.first == UInt8(ascii: "[")
        if isBracketed {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return }
            let inside = bytes[bytes.index(after: bytes.startIndex)..<close]
            address = IPv6Address(String(decoding: inside, as: UTF8.self)).map { .v6($0) }
            let rest = bytes[bytes.index(after: close)...]
            if rest.first == UInt8(ascii: ":") {
                readPort(rest.dropFirst())
            } else if !rest.isEmpty {
                address = nil
            } else if rest.isEmpty {
                // Brackets are only required before a port, but they are harmless.
            }
        } else if colons <= 1 {
            let host = bytes.prefix { $0 != UInt8(ascii: ":") }
            address = Self.ipv4(host).map { .v4($0) }
            if colons == 1 { readPort(bytes[host.endIndex...].dropFirst()) }
        } else {
            address = IPv6Address(String(decoding: bytes, as: UTF8.self)).map { .v6($0) }
        }
    }

    /// The text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the port is a number above 65535.
    var isPortOutOfRange: Bool {
        guard address != nil, let portText, port == nil else { return false }
        return !portText.isEmpty && !portText.hasPrefix("0")
            && portText.utf8.allSatisfy { $0.isDigit }
    }

    private mutating func readPort(_ digits: ArraySlice<UInt8>) {
        portText = String(decoding: digits, as: UTF8.self)
        guard (1...5).contains(digits.count), digits.allSatisfy({ $0.isDigit }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return }
        port = UInt16(exactly: digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }

    /// An equivalent of `IPv4Address(_:)`, fast enough for documents with 100,000 addresses.
    private static func ipv4(_ text: ArraySlice<UInt8>) -> IPv4Address? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var parts = 0
        var digits = 0
        for byte in text {
            if byte.isDigit {
                guard digits == 0 || part != 0 else { return nil }
                part = part * 10 + UInt32(byte - 0x30)
                digits += 1
                guard part <= 255 else { return nil }
            } else {
                guard byte == UInt8(ascii: "."), digits > 0, parts < 3 else { return nil }
                value = value << 8 | part
                parts += 1
                (part, digits) = (0, 0)
            }
        }
        return parts == 3 && digits > 0 ? IPv4Address(rawValue: value << 8 | part) : nil
    }

    /// A correction of the text.
    func hint(for kind: FieldKind) -> String? {
        if isPortOutOfRange { return nil }
        let takesPort =
            switch kind {
            case .endpoint, .endpoints: true
            default: false
            }
        if let hint = hintForLeadingZero { return hint }
        if let hint = hintForPortAlone(in: kind) { return hint }
        if takesPort, portText == nil, !isBracketed, let place = placeWithPort, let address {
            return "write \"\(place)\", or \"\(Endpoint(address, port: 80))\" where "
                + "\(place.port) belongs to the address"
        }
        if takesPort, let address, portText == nil {
            return "add the port: \(Endpoint(address, port: 80))"
        }
        if case .address = kind, let address { return "write \(address)" }
        let host = bytes.prefix { $0 != UInt8(ascii: ":") }
        if takesPort, host.elementsEqual("*".utf8), portText != nil {
            let port = text.dropFirst(2)
            return "write \"0.0.0.0:\(port)\", or \"[::]:\(port)\" for IPv6"
        }
        if address != nil, let portText, portText.contains("-"),
            portText.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") })
        {
            return "a range of ports is not possible: a proxy lists each address and port, and a "
                + "service has one port, port 0 for all, or a `mark`"
        }
        if bytes.contains(UInt8(ascii: "/")) { return "a prefix length does not belong here" }
        if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), !isBracketed,
            let address = IPv6Address(String(decoding: bytes[..<colon], as: UTF8.self)),
            let port = UInt16(String(decoding: bytes[bytes.index(after: colon)...], as: UTF8.self))
        {
            return "write \"\(Endpoint(.v6(address), port: port))\", with the quotes"
        }
        if let address, let portText, let port = Self.ports[portText.lowercased()] {
            return "ports are numbers: write \(Endpoint(address, port: port))"
        }
        let isName = host.contains { !$0.isHexDigit && $0 != UInt8(ascii: ".") }
        if isName && !isBracketed { return "names are not looked up: write the address" }
        return nil
    }

    /// The address and port of a text such as `::1:80`, if its last group is read as a port.
    private var placeWithPort: Endpoint? {
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")),
            let address = IPv6Address(String(decoding: bytes[..<colon], as: UTF8.self))
        else { return nil }
        let digits = bytes[bytes.index(after: colon)...]
        guard digits.allSatisfy({ $0.isDigit }), digits.first != UInt8(ascii: "0"),
            let port = UInt16(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return Endpoint(.v6(address), port: port)
    }

    /// A hint for an IPv4 address with a leading zero, as in 010.0.0.1; nil: it has none.
    private var hintForLeadingZero: String? {
        guard address == nil, bytes.count <= 64 else { return nil }
        let host = bytes.prefix { $0 != UInt8(ascii: ":") }
        let parts = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let zero = UInt8(ascii: "0")
        guard parts.count == 4, parts.contains(where: { $0.count > 1 && $0.first == zero }) else {
            return nil
        }
        let plain = parts.map { part in
            let digits = part.drop(while: { $0 == zero })
            return digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self)
        }
        guard let meant = IPv4Address(plain.joined(separator: ".")) else { return nil }
        let rest = String(decoding: bytes[host.endIndex...], as: UTF8.self)
        return "a number with a leading zero is octal to some programs: write \(meant)\(rest)"
    }

    /// A hint for a port without an address, as a number or by name; nil: the text is longer.
    private func hintForPortAlone(in kind: FieldKind) -> String? {
        let word = bytes.first == UInt8(ascii: ":") ? text.dropFirst() : text[...]
        guard address == nil, let port = UInt16(word) ?? Self.ports[word.lowercased()] else {
            return nil
        }
        switch kind {
        case .endpoints:
            return "add the address: \"10.0.0.100:\(port)\", or \"0.0.0.0:\(port)\" for every "
                + "IPv4 address"
        case .endpoint: return "add the address: \"10.0.0.100:\(port)\""
        default: return nil
        }
    }

    /// Port names that other programs use in their documents.
    private static let ports: [String: UInt16] = [
        "ftp": 21, "ssh": 22, "smtp": 25, "domain": 53, "dns": 53, "http": 80, "www": 80,
        "pop3": 110, "ntp": 123, "imap": 143, "ldap": 389, "https": 443, "submission": 587,
        "ldaps": 636, "imaps": 993, "pop3s": 995, "mysql": 3306, "postgresql": 5432,
    ]
}
