/// A service: its desired and its observed state.
public struct ServiceStatus: Sendable, Codable, Hashable {
    /// The name in the document; nil: it left the document.
    public var name: String?
    /// Its identity.
    public var key: ServiceKey
    /// The desired service; nil: none.
    public var want: VirtualService?
    /// The observed service; nil: none.
    public var got: VirtualService?
    /// The state of its quorum; nil: it has no quorum, or no checks.
    public var quorum: QuorumState?
    /// Its servers, in the document's order, then those that are leaving.
    public var servers: [ServerStatus]
    /// Totals and rates of the service.
    public var counters: TrafficCounters
    /// The proxy that serves its clients until one of its servers passes its check, in words; nil:
    /// none does.
    public var servedBy: String?

    /// Creates a status.
    public init(
        name: String?, key: ServiceKey, want: VirtualService?, got: VirtualService?,
        quorum: QuorumState? = nil, servers: [ServerStatus], counters: TrafficCounters
    ) {
        self.name = name
        self.key = key
        self.want = want
        self.got = got
        self.quorum = quorum
        self.servers = servers
        self.counters = counters
    }
}
