import Addresses

/// The endpoints of proxies and SSL services whose servers HAProxy has reported.
public struct ProxyUsability: Sendable, Hashable {
    /// All of them.
    public var known: Set<Endpoint>
    /// Those with a usable server.
    public var usable: Set<Endpoint>
    /// Whether HAProxy answers; if it has not for some time it serves no client either, and its
    /// servers are unknown.
    public var answers: Bool

    /// Creates a report.
    public init(
        known: Set<Endpoint> = [], usable: Set<Endpoint> = [], answers: Bool = true
    ) {
        self.known = known
        self.usable = usable
        self.answers = answers
    }
}
