/// How a probe speaks TLS.
public struct TLSSettings: Sendable, Hashable {
    /// Whether the server's certificate must be good: in time, of a known issuer, for the name.
    public let verify: Bool
    /// A PEM file of the issuers that are trusted; nil for those of the system.
    public let authorities: String?
    /// The name that is asked for (SNI) and that the certificate must be for; nil sends none, and
    /// the certificate must be for the address.
    public let serverName: String?

    /// Verified against the system's issuers, but for what is given.
    public init(verify: Bool = true, authorities: String? = nil, serverName: String? = nil) {
        self.verify = verify
        self.authorities = authorities
        self.serverName = serverName
    }
}
