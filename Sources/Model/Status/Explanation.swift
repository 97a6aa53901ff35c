import Addresses

/// One of the things that decide a server's weight, in the order in which they do.
public struct WeightTerm: Sendable, Codable, Hashable {
    /// What it is.
    public var term: Term
    /// The weight as it is after this; the last one is the weight that is wanted.
    public var weight: Int
    /// Why, in words.
    public var reason: String

    /// What decides.
    public enum Term: String, Sendable, Codable, Hashable, CaseIterable {
        /// The weight in the document.
        case document
        /// The state that the operator gives it: online, drain, offline.
        case state
        /// The weight that its check gives it.
        case check
        /// How busy it says it is, and what it wishes.
        case feedback
        /// Whether its check finds it at work.
        case verdict
        /// Whether its service's fallback has all new connections, because the quorum is lost.
        case quorum
    }

    /// This term.
    public init(_ term: Term, _ weight: Int, _ reason: String) {
        self.term = term
        self.weight = weight
        self.reason = reason
    }
}

/// Why a server gets the connections that it gets.
public struct ServerExplanation: Sendable, Codable, Hashable {
    /// Wanted beside got.
    public var status: ServerStatus
    /// How its weight comes about; empty: it is not in the document.
    public var terms: [WeightTerm]

    /// This explanation.
    public init(status: ServerStatus, terms: [WeightTerm]) {
        self.status = status
        self.terms = terms
    }
}

/// Why a service is as it is.
public struct ServiceExplanation: Sendable, Codable, Hashable {
    /// Its name in the document.
    public var name: String
    /// Its identity.
    public var key: ServiceKey
    /// What the kernel is to hold; nil: nothing.
    public var want: VirtualService?
    /// What the kernel holds; nil: nothing.
    public var got: VirtualService?
    /// Totals and rates.
    public var counters: TrafficCounters
    /// Its servers, in the document's order, then the others that the kernel holds.
    public var servers: [ServerExplanation]
    /// Whether servers that are down stay in the table, with weight 0.
    public var quiescent: Bool
    /// Where it stands with its quorum; nil: it has none, or nobody checks.
    public var quorum: QuorumState?
    /// What serves the clients when all servers are down; nil: nothing.
    public var fallback: Endpoint?
    /// Whether it does now.
    public var isFallbackIn: Bool
    /// The proxy that serves its clients until one of its servers passes its check, in words; nil:
    /// none does.
    public var servedBy: String?

    /// The same service as `status` shows it.
    public var status: ServiceStatus {
        var status = ServiceStatus(
            name: name, key: key, want: want, got: got, quorum: quorum,
            servers: servers.map(\.status), counters: counters)
        status.servedBy = servedBy
        return status
    }

    /// This explanation.
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
