/// A certificate with its key, as the document names it.
public struct NamedCertificate: Sendable, Hashable {
    /// Unique among certificates.
    public var name: String
    /// File of the certificate, its key and its chain; nil: it is self-signed until one is
    /// imported.
    public var file: String?
    /// File of the key alone; nil: it is in ``file``.
    public var key: String?
    /// File with roots that its clients know besides the system's; nil: there are none.
    public var authority: String?
    /// DNS names and addresses that clients ask for; empty: nobody checks whether it is for them.
    public var names: [String]

    /// This certificate.
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
