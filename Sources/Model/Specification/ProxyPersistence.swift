/// The method by which clients return to the same server.
public enum ProxyPersistence: Sendable, Hashable {
    /// No persistence.
    case none
    /// A cookie with the server's name; `http` mode only.
    case cookie(Cookie)
    /// The client's address, remembered for this time after its last connection.
    ///
    /// Only this prefix of an IPv6 address counts, default 64, because the client can choose the
    /// rest.
    case source(Duration, ipv6Prefix: Int = 64)
    /// The cookie of the Remote Desktop Protocol; `tcp` mode only.
    case rdpCookie(Duration)

    /// A cookie that is inserted into answers.
    public struct Cookie: Sendable, Hashable {
        /// The name.
        ///
        /// Default `SERVERID`.
        public var name: String
        /// Whether scripts cannot read it.
        ///
        /// Default true.
        public var httpOnly: Bool
        /// Whether it is sent only over TLS.
        ///
        /// Default false.
        public var secure: Bool
        /// The cross-site requests that carry it; nil: the browser's default.
        public var sameSite: SameSite?
        /// The time limit since it was set; nil: no limit.
        public var maxLife: Duration?
        /// The time limit since the client's last request; nil: no limit.
        public var maxIdle: Duration?

        /// Source: draft-ietf-httpbis-rfc6265bis section 4.1.2.7.
        public enum SameSite: String, Sendable, Hashable, CaseIterable {
            /// Only requests of the site itself.
            case strict = "Strict"
            /// Also requests that follow a link.
            case lax = "Lax"
            /// All requests.
            case none = "None"
        }

        /// Creates a cookie.
        public init(
            name: String = "SERVERID", httpOnly: Bool = true, secure: Bool = false,
            sameSite: SameSite? = nil, maxLife: Duration? = nil, maxIdle: Duration? = nil
        ) {
            self.name = name
            self.httpOnly = httpOnly
            self.secure = secure
            self.sameSite = sameSite
            self.maxLife = maxLife
            self.maxIdle = maxIdle
        }
    }
}
