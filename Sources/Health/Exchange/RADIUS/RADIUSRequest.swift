/// Messages to and from a RADIUS server.
///
/// Source: RFC 2865 sections 3 to 5, RFC 3579 section 3.2.
struct RADIUSRequest: Sendable {
    let identifier: UInt8
    /// 16 random bytes.
    let authenticator: [UInt8]
    let secret: [UInt8]

    /// An Access-Request; the Message-Authenticator is its first attribute.
    func message(login: String, password: String) -> [UInt8] {
        var attributes = Self.attribute(80, [UInt8](repeating: 0, count: 16))
        attributes += Self.attribute(1, Array(login.utf8))
        attributes += Self.attribute(2, hidden(Array(password.utf8)))
        attributes += Self.attribute(32, Array("ballast".utf8))
        var bytes: [UInt8] = [1, identifier]
        bytes.append(big: 20 + attributes.count, 2)
        bytes += authenticator + attributes
        bytes.replaceSubrange(22..<38, with: Hashing.hmacMD5(bytes, key: secret))
        return bytes
    }

    private static func attribute(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [type, UInt8(min(value.count, 253) + 2)] + value.prefix(253)
    }

    /// The password, encrypted with the secret.
    ///
    /// **Range:** 128 bytes, the rest is omitted. Source: RFC 2865 section 5.2.
    private func hidden(_ password: [UInt8]) -> [UInt8] {
        var plain = Array(password.prefix(128))
        // An empty password is padded to a block too, to hide its length.
        while plain.isEmpty || plain.count % 16 != 0 { plain.append(0) }
        var hidden: [UInt8] = []
        var last = authenticator
        for start in stride(from: 0, to: plain.count, by: 16) {
            last = exclusive(plain[start..<(start + 16)], Hashing.md5(secret + last))
            hidden += last
        }
        return hidden
    }

    /// The code of a reply to this request that is signed with the secret; nil for any other.
    func code(of reply: ArraySlice<UInt8>) -> UInt8? {
        var reader = ByteReader(reply)
        guard let code = reader.byte(), reader.byte() == identifier, let length = reader.big(2),
            (20...4_096).contains(length), length <= reply.count,
            let signature = reader.bytes(16), let attributes = reader.bytes(length - 20)
        else { return nil }
        let head = Array(reply.prefix(4))
        let signed = head + authenticator + attributes
        guard Hashing.md5(signed + secret).elementsEqual(signature) else { return nil }
        return isAuthentic(signed) ? code : nil
    }

    /// Whether an existing Message-Authenticator is correct.
    private func isAuthentic(_ signed: [UInt8]) -> Bool {
        var reader = ByteReader(signed[20...])
        while let type = reader.byte() {
            guard let length = reader.byte(), length >= 2,
                let value = reader.bytes(Int(length) - 2)
            else { return false }
            guard type == 80 else { continue }
            guard value.count == 16 else { return false }
            var blank = signed
            for index in value.indices { blank[index] = 0 }
            return Hashing.hmacMD5(blank, key: secret).elementsEqual(value)
        }
        return true
    }
}
