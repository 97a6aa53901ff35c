import Addresses

/// One of the terms that decide a server's weight, in their order.
public struct WeightTerm: Sendable, Codable, Hashable {
    /// The kind of term.
    public var term: Term
    /// The weight after this term; that of the last one is the desired weight.
    public var weight: Int
    /// The reason in words.
    public var reason: String

    /// The kinds of terms.
    public enum Term: String, Sendable, Codable, Hashable, CaseIterable {
        /// The weight in the document.
        case document
        /// The state from the operator: online, drain, offline.
        case state
        /// The weight from its check.
        case check
        /// Its load and its wish.
        case feedback
        /// The verdict of its check.
        case verdict
        /// The fallback of its service, which gets all new connections while the quorum is lost.
        case quorum
    }

    /// Creates a term.
    public init(_ term: Term, _ weight: Int, _ reason: String) {
        self.term = term
        self.weight = weight
        self.reason = reason
    }
}

/// The explanation of a server's connections.
public struct ServerExplanation: Sendable, Codable, Hashable {
    /// The desired and the observed server.
    public var status: ServerStatus
    /// The terms of its weight; empty: it is not in the document.
    public var terms: [WeightTerm]

    /// Creates an explanation.
    public init(status: ServerStatus, terms: [WeightTerm]) {
        self.status = status
        self.terms = terms
    }
}

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
