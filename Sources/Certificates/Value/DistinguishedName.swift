internal import COpenSSL

/// The distinguished name of a subject.
///
/// **Source:** RFC 5280 section 4.1.2.4; its text is RFC 4514's.
public struct DistinguishedName: Sendable, Hashable {
    /// The name in DER.
    let der: [UInt8]

    /// Whether the name has no fields.
    public var isEmpty: Bool { der == [0x30, 0] }

    /// Parses `CN=shop.example,O=Shop\\, Inc.,C=DE`, or `/CN=shop.example/O=Shop`.
    ///
    /// **Shape:** fields known to OpenSSL; a comma in a value follows a backslash.
    ///
    /// **Errors:** a field without a name or a value, or one that is unknown to OpenSSL or too
    /// long.
    public init(_ text: String) throws(CertificateFailure) {
        try self.init(fields: try Self.fields(text))
    }

    /// A common name of at most 64 characters without other fields; empty when it is longer.
    public init(commonName: AlternativeName) throws(CertificateFailure) {
        let text = commonName.description
        try self.init(fields: text.count <= 64 ? [("CN", text)] : [])
    }

    /// The subject of a certificate.
    public init(subjectOf certificate: Certificate) throws(CertificateFailure) {
        let opened = try certificate.opened()
        der = opened.use { certificate in
            let name = X509_get_subject_name(certificate)
            return encoding { i2d_X509_NAME(name, $0) }
        }
    }

    private init(fields: [(name: String, value: String)]) throws(CertificateFailure) {
        let name = try Owned(X509_NAME_new(), "make a name") { X509_NAME_free($0) }
        der = try name.use { (pointer) throws(CertificateFailure) in
            for field in fields {
                let bytes = Array(field.value.utf8)
                let length = Int32(clamping: bytes.count)
                guard ballast_name_entry(pointer, field.name, bytes, length) == 1 else {
                    throw Self.failure("\(field.name)=\(field.value)", ErrorQueue().summary)
                }
            }
            return encoding { i2d_X509_NAME(pointer, $0) }
        }
    }

    /// The name as an object of OpenSSL.
    func opened() throws(CertificateFailure) -> Owned {
        var place: UnsafePointer<UInt8>?
        let pointer = der.withUnsafeBufferPointer { buffer in
            place = buffer.baseAddress
            return d2i_X509_NAME(nil, &place, buffer.count)
        }
        return try Owned(pointer, "read a name") { X509_NAME_free($0) }
    }

    private static func fields(
        _ text: String
    ) throws(CertificateFailure) -> [(name: String, value: String)] {
        let separator: Character = text.hasPrefix("/") ? "/" : ","
        var parts = [""]
        var isEscaped = false
        for character in separator == "/" ? text.dropFirst() : text[...] {
            if isEscaped || (character != "\\" && character != separator) {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                parts.append("")
            }
        }
        var fields: [(name: String, value: String)] = []
        for part in parts where !part.allSatisfy(\.isWhitespace) {
            guard let equals = part.firstIndex(of: "=") else {
                throw failure(text, "\(part) has no \"=\"")
            }
            let name = trimmed(part[..<equals])
            let value = trimmed(part[part.index(after: equals)...])
            guard !value.isEmpty else { throw failure(text, "\(name) has no value") }
            fields.append((name, value))
        }
        return fields
    }

    private static func failure(_ text: String, _ reason: String) -> CertificateFailure {
        CertificateFailure(
            "take \"\(text)\" for a subject", reason, hint: "for example: CN=shop.example,O=Shop")
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
