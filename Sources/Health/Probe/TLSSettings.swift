/// TLS settings of a probe.
public struct TLSSettings: Sendable, Hashable {
    /// Whether the server's certificate must be valid: dates, authority and name.
    public let verify: Bool
    /// A PEM file of trusted authorities; nil: the system's.
    public let authorities: String?
    /// The name to request (SNI) and to verify; nil: no SNI, and the certificate must be valid for
    /// the address.
    public let serverName: String?

    /// Creates settings, by default with verification against the system's authorities.
    public init(verify: Bool = true, authorities: String? = nil, serverName: String? = nil) {
        self.verify = verify
        self.authorities = authorities
        self.serverName = serverName
    }
}
