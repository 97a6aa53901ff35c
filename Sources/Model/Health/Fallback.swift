import Addresses

/// What serves the clients of a service when all of its servers are down.
public enum Fallback: Sendable, Hashable {
    /// A machine elsewhere; without a port, the one that the service listens on.
    case server(address: IPAddress, port: UInt16? = nil, forwarding: Forwarding = .gate)
    /// The page that the controller itself serves on the service's address and port.
    case holdingPage
}

/// What clients are told while no server works.
public struct HoldingPage: Sendable, Hashable {
    /// Where its HTML is.
    public var content: Content
    /// When clients are to come back.
    ///
    /// **Unit and range:** seconds, 1...86400, default 60. Source: RFC 9110 section 10.2.3.
    public var retryAfter: Int
    /// Whether fallbacks also serve while the operator has taken every server out.
    ///
    /// Default false: clients are refused then, so that the page tells of failures alone.
    public var whenOffline: Bool

    /// Where the HTML of a page is.
    public enum Content: Sendable, Hashable {
        /// A page that comes with the program.
        case builtIn
        /// The document itself.
        case text(String)
        /// A file, by its path; a relative one is looked for beside the document.
        case file(String)
    }

    /// The page that comes with the program, but for what is given.
    public init(content: Content = .builtIn, retryAfter: Int = 60, whenOffline: Bool = false) {
        self.content = content
        self.retryAfter = retryAfter
        self.whenOffline = whenOffline
    }
}

extension Service {
    /// Whether the operator has taken out every server that it has.
    public var isOffline: Bool {
        !servers.isEmpty && servers.allSatisfy { $0.state != .online || $0.weight == 0 }
    }

    /// The fallback as IPVS holds it.
    ///
    /// The holding page is served on this host: packets for a destination with a local address are
    /// delivered as they are, to the address and port that the service listens on. Source:
    /// `ip_vs_xmit.c`, `ip_vs_dr_xmit`, `ip_vs_send_or_cont`.
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
