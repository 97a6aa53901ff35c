import Addresses

/// Encodes and decodes DNS names.
///
/// Source: RFC 1035 sections 3.1, 4.1.4 and 5.1.
enum DNSName {
    /// A name in labels, without compression; nil for an invalid name.
    static func encoded(_ name: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        let body = name.hasSuffix(".") ? name.dropLast() : name[...]
        for label in body.isEmpty
            ? [] : body.split(separator: ".", omittingEmptySubsequences: false)
        {
            guard (1...63).contains(label.utf8.count) else { return nil }
            bytes.append(UInt8(label.utf8.count))
            bytes += label.utf8
        }
        bytes.append(0)
        return bytes.count <= 255 ? bytes : nil
    }

    /// The name of an address in PTR queries.
    ///
    /// Source: RFC 1035 section 3.5, RFC 3596 section 2.5.
    static func reverse(_ address: IPAddress) -> String {
        let bytes = address.bytes.reversed()
        switch address {
        case .v4: return bytes.map { "\($0)" }.joined(separator: ".") + ".in-addr.arpa"
        case .v6:
            return bytes.flatMap { [$0 & 0x0f, $0 >> 4] }.map { String($0, radix: 16) }
                .joined(separator: ".") + ".ip6.arpa"
        }
    }

    /// Reads the name at an offset of a message and advances the offset; nil for an invalid name.
    ///
    /// Each pointer must lead to before the previous name or pointer, so reading ends.
    static func read(_ message: [UInt8], at place: inout Int) -> [ArraySlice<UInt8>]? {
        var labels: [ArraySlice<UInt8>] = []
        var index = place
        var limit = place
        var length = 1
        var isMoved = false
        while index < message.count {
            let count = Int(message[index])
            switch count >> 6 {
            case 0:
                guard count > 0 else {
                    if !isMoved { place = index + 1 }
                    return labels
                }
                length += count + 1
                guard length <= 255, index + count < message.count else { return nil }
                labels.append(message[(index + 1)...(index + count)])
                index += count + 1
            case 3:
                guard index + 1 < message.count else { return nil }
                let target = (count & 0x3f) << 8 | Int(message[index + 1])
                guard target < limit else { return nil }
                if !isMoved { place = index + 2 }
                isMoved = true
                limit = target
                index = target
            default: return nil
            }
        }
        return nil
    }

    /// A name in zone file syntax, with the final dot.
    static func text(_ labels: [ArraySlice<UInt8>]) -> String {
        labels.isEmpty ? "." : labels.map { escaped($0, also: ".") + "." }.joined()
    }

    /// Text with special characters as `\X` and unprintable ones as `\DDD`.
    static func escaped(_ bytes: ArraySlice<UInt8>, also special: Character) -> String {
        var text = ""
        for byte in bytes {
            let character = Character(UnicodeScalar(byte))
            if character == special || character == "\\" {
                text += "\\\(character)"
            } else if (0x20...0x7e).contains(byte) {
                text.append(character)
            } else {
                text += "\\" + String("\(1_000 + Int(byte))".dropFirst())
            }
        }
        return text
    }
}
