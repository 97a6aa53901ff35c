import Addresses

/// The replacement for the servers of a service while all of them are down.
public enum Fallback: Sendable, Hashable {
    /// Another machine; the default port is that of the service.
    case server(address: IPAddress, port: UInt16? = nil, forwarding: Forwarding = .gate)
    /// The page that the controller itself serves on the service's address and port.
    case holdingPage
}

/// The page for clients while no server works.
public struct HoldingPage: Sendable, Hashable {
    /// The source of its HTML.
    public var content: Content
    /// The time after which clients should try again.
    ///
    /// **Unit and range:** seconds, 1...86400, default 60. Source: RFC 9110 section 10.2.3.
    public var retryAfter: Int
    /// Whether fallbacks also serve while the operator has taken every server out of service.
    ///
    /// Default false: new connections are refused, so that the page always means a failure.
    public var whenOffline: Bool

    /// The source of a page's HTML.
    public enum Content: Sendable, Hashable {
        /// The built-in page.
        case builtIn
        /// A text in the document.
        case text(String)
        /// A file; a relative path starts at the document's directory.
        case file(String)
    }

    /// Creates a page, by default the built-in one.
    public init(content: Content = .builtIn, retryAfter: Int = 60, whenOffline: Bool = false) {
        self.content = content
        self.retryAfter = retryAfter
        self.whenOffline = whenOffline
    }
}

extension Service {
    /// Whether the operator has taken all of its servers out of service.
    public var isOffline: Bool {
        !servers.isEmpty && servers.allSatisfy { $0.state != .online || $0.weight == 0 }
    }

    /// The fallback as a destination of IPVS.
    ///
    /// The holding page is served on this host: packets for a destination with a local address are
    /// delivered unchanged, to the address and port of the service. Source: `ip_vs_xmit.c`,
    /// `ip_vs_dr_xmit`, `ip_vs_send_or_cont`.
    public func destination(of fallback: Fallback) -> Destination {
        let listened = key.endpoint?.port ?? 0
        switch fallback {
        case .server(let address, let port, let forwarding):
            return Destination(
                endpoint: Endpoint(address, port: port ?? listened), forwarding: forwarding)
        case .holdingPage:
            let here: IPAddress =
                switch key.family {
                case .ipv4: .v4(IPv4Address(rawValue: 0x7f00_0001))
                case .ipv6: .v6(IPv6Address(high: 0, low: 1))
                }
            return Destination(endpoint: Endpoint(here, port: listened), forwarding: .gate)
        }
    }
}
