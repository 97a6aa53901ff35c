/// A certificate with its key, as the document names it.
public struct NamedCertificate: Sendable, Hashable {
    /// Unique among certificates.
    public var name: String
    /// File of the certificate, its key and its chain; nil: it is self-signed until one is
    /// imported.
    public var file: String?
    /// DNS names and addresses that clients ask for; empty: nobody checks whether it is for them.
    public var names: [String]

    /// This certificate.
    public init(name: String, file: String? = nil, names: [String] = []) {
        self.name = name
        self.file = file
        self.names = names
    }
}
