internal import COpenSSL

/// The subject of a certificate or a request.
public struct Subject: Sendable, Hashable {
    /// The distinguished name; a formality, since clients use ``names`` only.
    public let name: DistinguishedName
    /// DNS names and addresses that clients connect to.
    ///
    /// **Shape:** at least one; no duplicates.
    public let names: [AlternativeName]

    /// Creates a subject; the default name is the first of the names.
    ///
    /// **Errors:** no names, more than a thousand, or an invalid host name.
    public init(
        name: DistinguishedName? = nil, names: [AlternativeName]
    ) throws(CertificateFailure) {
        guard let first = names.first else {
            throw CertificateFailure(
                "make a certificate", "it has no names",
                hint: "clients look at alternative names only: give one with --name")
        }
        guard names.count <= Certificate.nameLimit else {
            throw CertificateFailure("make a certificate", "\(names.count) names are too many")
        }
        for name in names where AlternativeName(name.description) != name {
            throw CertificateFailure("make a certificate", "\(name) is no DNS name or address")
        }
        if let name {
            self.name = name
        } else {
            self.name = try DistinguishedName(commonName: first)
        }
        var seen: Set<AlternativeName> = []
        self.names = names.filter { seen.insert($0).inserted }
    }

    /// Creates the subject of a certificate's renewal.
    ///
    /// **Errors:** the certificate has no names, or invalid host names.
    public init(of certificate: Certificate) throws(CertificateFailure) {
        try self.init(
            name: try DistinguishedName(subjectOf: certificate), names: certificate.names)
    }

    /// The names in the syntax of OpenSSL's configuration.
    ///
    /// None has a comma or a colon, which would separate names: ``init(name:names:)``.
    var configuration: String {
        names.map { name in
            switch name {
            case .dns(let name): "DNS:\(name)"
            case .address(let address): "IP:\(address)"
            }
        }.joined(separator: ",")
    }
}

/// An extension of a certificate or a request.
func certificateExtension(
    _ kind: Int32, _ value: String, certificate: OpaquePointer? = nil,
    request: OpaquePointer? = nil
) throws(CertificateFailure) -> Owned {
    var context = X509V3_CTX()
    ballast_extension_context(&context, certificate, request)
    return try .certificateExtension(
        X509V3_EXT_nconf_nid(nil, &context, kind, value), "make an extension of a certificate")
}
