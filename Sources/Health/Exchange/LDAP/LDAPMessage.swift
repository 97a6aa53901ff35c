/// Messages from and to an LDAP server.
///
/// Source: RFC 4511 section 4.
enum LDAPMessage: Equatable {
    /// The outcome of a bind.
    case bound(LDAPOutcome)
    /// An entry, by its distinguished name.
    case entry(String)
    /// The outcome of a search.
    case searched(LDAPOutcome)
    /// The server ends the connection without a request.
    case notice(LDAPOutcome)
    /// A message that is ignored.
    case other

    /// Parses a complete element; nil for an invalid message.
    init?(_ bytes: ArraySlice<UInt8>) {
        var outer = ByteReader(bytes)
        guard let envelope = BER.read(&outer, tag: BER.sequence) else { return nil }
        var reader = ByteReader(envelope.content)
        guard let number = BER.readNumber(&reader), let operation = BER.read(&reader) else {
            return nil
        }
        switch operation.tag {
        case 0x61, 0x65, 0x78:
            guard let outcome = LDAPOutcome(operation.content) else { return nil }
            if operation.tag == 0x61 {
                self = .bound(outcome)
            } else {
                self =
                    operation.tag == 0x65
                    ? .searched(outcome)
                    : number == 0 ? .notice(outcome) : .other
            }
        case 0x64:
            var entry = ByteReader(operation.content)
            guard let name = BER.read(&entry, tag: BER.octets) else { return nil }
            self = .entry(String(decoding: name.content, as: UTF8.self))
        default: self = .other
        }
    }

    /// A simple bind; anonymous with two empty texts.
    static func bind(_ name: String, _ password: String) -> [UInt8] {
        request(
            1,
            BER.element(
                0x60, BER.number(3) + BER.text(name) + BER.text(password, tag: 0x80)))
    }

    /// A search for one entry by its name, without its attributes (`1.1`).
    static func search(_ base: String) -> [UInt8] {
        let scopeAndAliases =
            BER.number(0, tag: BER.enumerated) + BER.number(0, tag: BER.enumerated)
        let limits = BER.number(1) + BER.number(0)
        return request(
            2,
            BER.element(
                0x63,
                BER.text(base) + scopeAndAliases + limits + BER.element(0x01, [0])
                    + BER.text("objectClass", tag: 0x87)
                    + BER.element(BER.sequence, BER.text("1.1"))))
    }

    /// The farewell.
    static var unbind: [UInt8] { request(3, BER.element(0x42, [])) }

    private static func request(_ number: UInt8, _ operation: [UInt8]) -> [UInt8] {
        BER.element(BER.sequence, BER.number(number) + operation)
    }
}
