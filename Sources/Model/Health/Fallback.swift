import Addresses

/// The replacement for the servers of a service while all of them are down.
public enum Fallback: Sendable, Hashable {
    /// Another machine; the default port is that of the service.
    case server(address: IPAddress, port: UInt16? = nil, forwarding: Forwarding = .gate)
    /// The page that the controller itself serves on the service's address and port.
    case holdingPage
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
