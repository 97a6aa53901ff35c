import Addresses

/// The endpoints of proxies and SSL services whose servers HAProxy has reported.
public struct ProxyUsability: Sendable, Hashable {
    /// All of them.
    public var known: Set<Endpoint>
    /// Those with a usable server.
    public var usable: Set<Endpoint>

    /// Creates a report.
    public init(known: Set<Endpoint> = [], usable: Set<Endpoint> = []) {
        self.known = known
        self.usable = usable
    }
}
