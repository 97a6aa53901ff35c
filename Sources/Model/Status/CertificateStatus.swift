/// A certificate that an SSL service shows: what is served, and what is wrong with its file.
public struct CertificateStatus: Sendable, Codable, Hashable {
    /// Name in the document.
    public var name: String
    /// The file that it comes from.
    public var file: String
    /// SHA-256 of what is served, hexadecimal; nil: nothing is.
    public var fingerprint: String?
    /// DNS names and addresses that it is good for.
    public var names: [String]
    /// When it ends.
    ///
    /// **Unit:** milliseconds since 1970; nil: nothing is served.
    public var notAfter: Int64?
    /// Days left, rounded down; negative when they are over; nil: nothing is served.
    public var daysLeft: Int?
    /// How near the end is, its chain's included; nil: there is time.
    public var expiry: ExpiryNotice?
    /// Whether it vouches for itself.
    public var isSelfSigned: Bool
    /// SSL services that show it, in the document's order.
    public var services: [String]
    /// What is wrong with it, errors first; never with key material.
    public var findings: [Diagnostic]
    /// Why the file is not what is served; nil: it is.
    public var refusal: String?

    /// This certificate.
    public init(
        name: String, file: String, fingerprint: String? = nil, names: [String] = [],
        notAfter: Int64? = nil, daysLeft: Int? = nil, expiry: ExpiryNotice? = nil,
        isSelfSigned: Bool = false, services: [String], findings: [Diagnostic] = [],
        refusal: String? = nil
    ) {
        self.name = name
        self.file = file
        self.fingerprint = fingerprint
        self.names = names.map(\.clean)
        self.notAfter = notAfter
        self.daysLeft = daysLeft
        self.expiry = expiry
        self.isSelfSigned = isSelfSigned
        self.services = services
        self.findings = findings
        self.refusal = refusal?.clean
    }
}
