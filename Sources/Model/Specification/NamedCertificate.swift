/// A certificate with its key, as the document names it.
public struct NamedCertificate: Sendable, Hashable {
    /// Unique among certificates.
    public var name: String
    /// File of the certificate, its key and its chain; nil: it is self-signed until one is
    /// imported.
    public var file: String?

    /// This certificate.
    public init(name: String, file: String? = nil) {
        self.name = name
        self.file = file
    }
}
