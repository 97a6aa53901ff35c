internal import COpenSSL

/// Whom a certificate is asked or made for.
public struct Subject: Sendable, Hashable {
    /// Its name; a formality, since clients look at ``names`` only.
    public let name: DistinguishedName
    /// DNS names and addresses that clients connect to.
    ///
    /// **Shape:** at least one; no duplicates.
    public let names: [AlternativeName]

    /// A subject; without a name of its own it gets the first of the names.
    ///
    /// **Errors:** no names, more than a thousand, or one that is no name of a host.
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

    /// The subject of a certificate, for its next one.
    ///
    /// **Errors:** it has no names, or some that are no names of hosts.
    public init(of certificate: Certificate) throws(CertificateFailure) {
        try self.init(
            name: try DistinguishedName(subjectOf: certificate), names: certificate.names)
    }

    /// The names as OpenSSL's configuration has them.
    ///
    /// None has a comma or a colon that could be taken for the next one: ``init(name:names:)``.
    var configuration: String {
        names.map { name in
            switch name {
            case .dns(let name): "DNS:\(name)"
            case .address(let address): "IP:\(address)"
            }
        }.joined(separator: ",")
    }
}

/// One extension of a certificate or a request.
func certificateExtension(
    _ kind: Int32, _ value: String, certificate: OpaquePointer? = nil,
    request: OpaquePointer? = nil
) throws(CertificateFailure) -> Owned {
    var context = X509V3_CTX()
    ballast_extension_context(&context, certificate, request)
    return try .certificateExtension(
        X509V3_EXT_nconf_nid(nil, &context, kind, value), "make an extension of a certificate")
}
