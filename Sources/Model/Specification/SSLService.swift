import Addresses

/// A TLS listener: terminates TLS and forwards the decrypted traffic.
public struct SSLService: Sendable, Hashable {
    /// Unique among services, proxies and SSL services.
    public var name: String
    /// Addresses and ports for clients.
    public var listen: [Endpoint]
    /// Names of certificates; clients without a known server name (SNI) get the first.
    ///
    /// **Shape:** at least one.
    public var certificates: [String]
    /// The recipient of the decrypted traffic.
    public var backend: Backend
    /// The versions, ciphers and protocols for the clients.
    public var negotiation: Negotiation
    /// Strict-Transport-Security (RFC 6797); nil: not sent.
    public var hsts: HSTS?
    /// Whether requests that reach the proxy without TLS are redirected to this service.
    ///
    /// Default false.
    public var redirect: Bool
    /// TLS client certificates; nil: not requested.
    public var clientCertificates: ClientCertificates?
    /// The access log of a service that forwards to an endpoint.
    ///
    /// Default: that of the `haproxy` section.
    public var log: AccessLog.Choice = .usual
    /// Limits of the connections from one source, in the kernel; nil: none.
    public var limits: SourceLimits?

    /// The part of TLS that a client and the service agree on.
    public struct Negotiation: Sendable, Hashable {
        /// The TLS versions and ciphers.
        ///
        /// Default `intermediate`.
        public var profile: TLSProfile
        /// The minimum TLS version; nil: that of the profile.
        public var minimumVersion: TLSVersion?
        /// ALPN protocols to offer, in order of preference.
        ///
        /// Default `h2`, `http/1.1` for HTTP; none otherwise.
        public var alpn: [String]?
        /// Whether clients may store their session in an encrypted ticket, to resume it later.
        ///
        /// Default false: the traffic is then only as safe as the process's ticket key.
        public var sessionTickets: Bool

        /// Creates settings.
        public init(
            profile: TLSProfile = .intermediate, minimumVersion: TLSVersion? = nil,
            alpn: [String]? = nil, sessionTickets: Bool = false
        ) {
            self.profile = profile
            self.minimumVersion = minimumVersion
            self.alpn = alpn
            self.sessionTickets = sessionTickets
        }
    }

    /// A recipient of decrypted traffic.
    public enum Backend: Sendable, Hashable {
        /// A proxy of the document, in the same process.
        case proxy(String)
        /// Another server.
        case endpoint(Endpoint)
    }

    /// Strict-Transport-Security.
    ///
    /// Source: RFC 6797 section 6.1.
    public struct HSTS: Sendable, Hashable {
        /// **Range:** 1 s...; default 365 days.
        public var maxAge: Duration
        /// Whether it includes subdomains.
        ///
        /// Default false.
        public var includeSubdomains: Bool

        /// Creates settings.
        public init(
            maxAge: Duration = .seconds(31_536_000), includeSubdomains: Bool = false
        ) {
            self.maxAge = maxAge
            self.includeSubdomains = includeSubdomains
        }
    }

    /// Settings of TLS client certificates.
    public struct ClientCertificates: Sendable, Hashable {
        /// File of the authorities that sign client certificates.
        public var authority: String
        /// File of revoked certificates (CRL); nil: none.
        public var revoked: String?
        /// Whether clients without a certificate are rejected.
        ///
        /// Default true.
        public var required: Bool
        /// Whether servers get the client's certificate in headers.
        ///
        /// Default false.
        public var forward: Bool

        /// Creates settings.
        public init(
            authority: String, revoked: String? = nil, required: Bool = true, forward: Bool = false
        ) {
            self.forward = forward
            self.authority = authority
            self.revoked = revoked
            self.required = required
        }
    }

    /// Creates an SSL service.
    public init(
        name: String, listen: [Endpoint], certificates: [String], backend: Backend,
        negotiation: Negotiation = Negotiation(), hsts: HSTS? = nil, redirect: Bool = false,
        clientCertificates: ClientCertificates? = nil
    ) {
        self.name = name
        self.listen = listen
        self.certificates = certificates
        self.backend = backend
        self.negotiation = negotiation
        self.hsts = hsts
        self.redirect = redirect
        self.clientCertificates = clientCertificates
    }
}
