/// Messages of PostgreSQL's protocol 3.0.
///
/// Source: PostgreSQL documentation, "Message Formats" and "Error and Notice Message Fields".
enum PostgreSQLMessage {
    /// The first message, which has no type.
    static func startup(user: String, database: String?) -> [UInt8] {
        var body: [UInt8] = []
        body.append(big: 196_608, 4)
        let parameters = [
            ("user", user), ("database", database ?? ""), ("application_name", "ballast"),
        ]
        for (name, value) in parameters where !value.isEmpty {
            body.append(text: name)
            body.append(text: value)
        }
        body.append(0)
        return lengthened(body)
    }

    /// A message of this type.
    static func message(_ type: Character, _ body: [UInt8]) -> [UInt8] {
        Array("\(type)".utf8) + lengthened(body)
    }

    private static func lengthened(_ body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(big: body.count + 4, 4)
        return bytes + body
    }

    /// Whether this is the complete body of an authentication request that may begin a login: none
    /// (0), a password (3, with a salt 5), GSSAPI (7), SSPI (9) or SASL (10).
    static func isRequestToLogIn(_ body: ArraySlice<UInt8>) -> Bool {
        var reader = ByteReader(body)
        switch reader.big(4) {
        case 0, 3, 7, 9: return reader.rest.isEmpty
        case 5: return reader.rest.count == 4
        // Names, each with its zero byte, and one more zero byte.
        case 10: return reader.rest.count > 2 && reader.rest.suffix(2).elementsEqual([0, 0])
        default: return false
        }
    }

    /// The cells of a `DataRow`; nil for an invalid message.
    static func cells(_ body: ArraySlice<UInt8>) -> [ArraySlice<UInt8>?]? {
        var reader = ByteReader(body)
        guard let count = reader.big(2) else { return nil }
        var cells: [ArraySlice<UInt8>?] = []
        for _ in 0..<count {
            guard let length = reader.big(4) else { return nil }
            if length == 0xffff_ffff {
                cells.append(nil)
            } else {
                guard let cell = reader.bytes(length) else { return nil }
                cells.append(cell)
            }
        }
        return cells
    }
}
