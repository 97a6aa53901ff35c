/// A certificate with its key in the document.
public struct NamedCertificate: Sendable, Hashable {
    /// Unique among certificates.
    public var name: String
    /// File of the certificate, its key and its chain; nil: the certificate is self-signed until
    /// one is imported.
    public var file: String?
    /// File of the key; nil: the key is in ``file``.
    public var key: String?
    /// File of root certificates that its clients trust besides the system's; nil: none.
    public var authority: String?
    /// DNS names and addresses that clients use; empty: the names of the certificate are not
    /// checked.
    public var names: [String]

    /// Creates a certificate.
    public init(
        name: String, file: String? = nil, names: [String] = [], key: String? = nil,
        authority: String? = nil
    ) {
        self.key = key
        self.authority = authority
        self.name = name
        self.file = file
        self.names = names
    }
}
