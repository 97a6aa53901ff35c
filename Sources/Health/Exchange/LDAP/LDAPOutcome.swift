/// The result of an LDAP operation.
///
/// Source: RFC 4511 section 4.1.9 and appendix A.
struct LDAPOutcome: Equatable {
    let code: Int
    let diagnostic: String

    init?(_ content: ArraySlice<UInt8>) {
        var reader = ByteReader(content)
        guard let code = BER.readNumber(&reader, tag: BER.enumerated),
            BER.read(&reader, tag: BER.octets) != nil,
            let text = BER.read(&reader, tag: BER.octets)
        else { return nil }
        self.code = code
        diagnostic = Printable.text(text.content.prefix(80))
    }

    /// `invalidCredentials (49)`, with the server's message.
    var summary: String {
        let name = Self.names[code].map { "\($0) (\(code))" } ?? "result code \(code)"
        return diagnostic.isEmpty ? name : "\(name): \(diagnostic)"
    }

    private static let names = [
        0: "success", 1: "operationsError", 2: "protocolError", 3: "timeLimitExceeded",
        4: "sizeLimitExceeded", 7: "authMethodNotSupported", 8: "strongerAuthRequired",
        10: "referral", 13: "confidentialityRequired", 32: "noSuchObject",
        34: "invalidDNSyntax", 48: "inappropriateAuthentication", 49: "invalidCredentials",
        50: "insufficientAccessRights", 51: "busy", 52: "unavailable",
        53: "unwillingToPerform", 80: "other",
    ]
}
