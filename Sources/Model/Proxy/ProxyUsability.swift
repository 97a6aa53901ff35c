import Addresses

/// The endpoints of proxies and SSL services whose servers HAProxy has reported.
public struct ProxyUsability: Sendable, Hashable {
    /// All of them.
    public var known: Set<Endpoint>
    /// Those with a usable server.
    public var usable: Set<Endpoint>
    /// Whether HAProxy runs and has not answered for some time, so that it serves no client either;
    /// its servers are then unknown.
    public var isSilent: Bool

    /// Creates a report.
    public init(
        known: Set<Endpoint> = [], usable: Set<Endpoint> = [], isSilent: Bool = false
    ) {
        self.known = known
        self.usable = usable
        self.isSilent = isSilent
    }
}
