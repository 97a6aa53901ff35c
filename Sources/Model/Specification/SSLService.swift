import Addresses

/// Where TLS of clients ends.
public struct SSLService: Sendable, Hashable {
    /// Unique among services, proxies and SSL services.
    public var name: String
    /// Addresses and ports that clients connect to.
    public var listen: [Endpoint]
    /// Names of certificates; the first is shown to clients that ask for no known name.
    ///
    /// **Shape:** at least one.
    public var certificates: [String]
    /// Who gets what was said.
    public var backend: Backend
    /// Which protocols and ciphers are spoken.
    ///
    /// Default `intermediate`.
    public var profile: TLSProfile
    /// Whether clients may keep the keys of a session, sealed in a ticket, to come back with them.
    ///
    /// Default false: what was said is then as safe as the process's key of tickets.
    public var sessionTickets: Bool
    /// The oldest version of TLS that is spoken; nil: as the profile says.
    public var minimumVersion: TLSVersion?
    /// Protocols that are offered, best first.
    ///
    /// Default `h2`, `http/1.1` where HTTP is spoken; none otherwise.
    public var alpn: [String]?
    /// How long browsers are told to come by TLS only (RFC 6797); nil: they are not told.
    public var hsts: HSTS?
    /// Whether what comes to the proxy in the clear is sent here.
    ///
    /// Default false.
    public var redirect: Bool
    /// How clients show who they are; nil: they don't.
    public var clientCertificates: ClientCertificates?
    /// Its access log, where it hands over to an endpoint.
    ///
    /// Default: the one of the `haproxy` section.
    public var log: AccessLog.Choice

    /// Who gets what was said.
    public enum Backend: Sendable, Hashable {
        /// A proxy of the document, in the same process.
        case proxy(String)
        /// A server elsewhere.
        case endpoint(Endpoint)
    }

    /// Source: RFC 6797 section 6.1.
    public struct HSTS: Sendable, Hashable {
        /// **Range:** 1 s...; default 365 days.
        public var maxAge: Duration
        /// Whether it holds for subdomains.
        ///
        /// Default false.
        public var includeSubdomains: Bool

        /// This promise.
        public init(
            maxAge: Duration = .seconds(31_536_000), includeSubdomains: Bool = false
        ) {
            self.maxAge = maxAge
            self.includeSubdomains = includeSubdomains
        }
    }

    /// How clients show who they are.
    public struct ClientCertificates: Sendable, Hashable {
        /// File of the authorities that sign for clients.
        public var authority: String
        /// File of revoked certificates; nil: none is revoked.
        public var revoked: String?
        /// Whether a client without a certificate is refused.
        ///
        /// Default true.
        public var required: Bool
        /// Whether servers are told of a client's certificate by headers.
        ///
        /// Default false.
        public var forward: Bool

        /// These certificates.
        public init(
            authority: String, revoked: String? = nil, required: Bool = true, forward: Bool = false
        ) {
            self.forward = forward
            self.authority = authority
            self.revoked = revoked
            self.required = required
        }
    }

    /// An SSL service with the defaults, but for what is given.
    public init(
        name: String, listen: [Endpoint], certificates: [String], backend: Backend,
        profile: TLSProfile = .intermediate, minimumVersion: TLSVersion? = nil,
        alpn: [String]? = nil, hsts: HSTS? = nil, redirect: Bool = false,
        clientCertificates: ClientCertificates? = nil, sessionTickets: Bool = false,
        log: AccessLog.Choice = .usual
    ) {
        self.name = name
        self.listen = listen
        self.certificates = certificates
        self.backend = backend
        self.profile = profile
        self.sessionTickets = sessionTickets
        self.minimumVersion = minimumVersion
        self.alpn = alpn
        self.hsts = hsts
        self.redirect = redirect
        self.clientCertificates = clientCertificates
        self.log = log
    }
}

/// A version of TLS.
public enum TLSVersion: String, Sendable, Hashable, Codable, CaseIterable {
    /// RFC 2246.
    case tls10 = "1.0"
    /// RFC 4346.
    case tls11 = "1.1"
    /// RFC 5246.
    case tls12 = "1.2"
    /// RFC 8446.
    case tls13 = "1.3"
}

/// A set of versions and ciphers.
///
/// Source: Mozilla, Security/Server Side TLS, guidelines 5.7.
public enum TLSProfile: String, Sendable, Hashable, Codable, CaseIterable {
    /// TLS 1.3 only.
    case modern
    /// TLS 1.2 and 1.3, for nearly all clients.
    case intermediate
    /// TLS 1.0 and up, for very old clients.
    case old
}
