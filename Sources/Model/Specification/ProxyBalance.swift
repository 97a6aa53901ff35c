/// Which server of a proxy gets the next connection or request.
///
/// Source: HAProxy's configuration manual, `balance`.
public enum ProxyBalance: Sendable, Hashable {
    /// Each in turn, by weight.
    case roundRobin
    /// The one with the fewest connections, by weight.
    case leastConnections
    /// By the client's address, of IPv6 by its network of 64 bits.
    case source
    /// By the path of the request; `http` mode only.
    case uri
    /// By the value of this header; `http` mode only.
    case header(String)
    /// Two at random, and the less busy of them.
    case random
}

/// How the clients of a proxy keep the server that they had.
public enum ProxyPersistence: Sendable, Hashable {
    /// They do not.
    case none
    /// By a cookie with the server's name; `http` mode only.
    case cookie(Cookie)
    /// By the client's address, remembered for so long after its last connection.
    ///
    /// Of an IPv6 address counts this much, default 64: the rest is the client's to choose.
    case source(Duration, ipv6Prefix: Int = 64)
    /// By the cookie of the Remote Desktop Protocol; `tcp` mode only.
    case rdpCookie(Duration)

    /// A cookie that is inserted into answers.
    public struct Cookie: Sendable, Hashable {
        /// Its name.
        ///
        /// Default `SERVERID`.
        public var name: String
        /// Whether scripts can't read it.
        ///
        /// Default true.
        public var httpOnly: Bool
        /// Whether it is sent over TLS only.
        ///
        /// Default false.
        public var secure: Bool
        /// Which requests of other sites carry it; nil: as the browser does.
        public var sameSite: SameSite?
        /// How long it counts after it was given; nil: as long as the client keeps it.
        public var maxLife: Duration?
        /// How long it counts after the client was last seen; nil: as long as the client keeps it.
        public var maxIdle: Duration?

        /// Source: draft-ietf-httpbis-rfc6265bis section 4.1.2.7.
        public enum SameSite: String, Sendable, Hashable, CaseIterable {
            /// None but those of the site itself.
            case strict = "Strict"
            /// Those that follow a link.
            case lax = "Lax"
            /// All.
            case none = "None"
        }

        /// This cookie.
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
