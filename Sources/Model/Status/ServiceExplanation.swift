import Addresses

/// The explanation of a service's state.
public struct ServiceExplanation: Sendable, Codable, Hashable {
    /// Its name in the document.
    public var name: String
    /// Its identity.
    public var key: ServiceKey
    /// The desired service; nil: none.
    public var want: VirtualService?
    /// The observed service; nil: none.
    public var got: VirtualService?
    /// Totals and rates.
    public var counters: TrafficCounters
    /// Its servers, in the document's order, then further servers in the kernel.
    public var servers: [ServerExplanation]
    /// Whether servers that are down stay in the table, with weight 0.
    public var quiescent: Bool
    /// The state of its quorum; nil: it has no quorum, or no checks.
    public var quorum: QuorumState?
    /// The destination that serves clients when all servers are down; nil: none.
    public var fallback: Endpoint?
    /// Whether the fallback serves clients now.
    public var isFallbackIn: Bool
    /// The proxy that serves its clients until one of its servers passes its check, in words; nil:
    /// none does.
    public var servedBy: String?

    /// The service as in status.
    public var status: ServiceStatus {
        var status = ServiceStatus(
            name: name, key: key, want: want, got: got, quorum: quorum,
            servers: servers.map(\.status), counters: counters)
        status.servedBy = servedBy
        return status
    }

    /// Creates an explanation.
    public init(
        name: String, status: ServiceStatus, servers: [ServerExplanation], quiescent: Bool,
        fallback: Endpoint?, isFallbackIn: Bool
    ) {
        self.name = name
        key = status.key
        want = status.want
        got = status.got
        counters = status.counters
        self.servers = servers
        self.quiescent = quiescent
        quorum = status.quorum
        servedBy = status.servedBy
        self.fallback = fallback
        self.isFallbackIn = isFallbackIn
    }
}
