import Addresses

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

/// A real server: its desired and its observed state.
public struct ServerStatus: Sendable, Codable, Hashable {
    /// The name in the document; nil: it is not in the document.
    public var name: String?
    /// The endpoint.
    public var endpoint: Endpoint
    /// The wanted state in the document; nil: it is not in the document.
    public var state: ServerState?
    /// The desired destination; nil: none.
    public var want: Destination?
    /// The observed destination; nil: none.
    public var got: Destination?
    /// Its connections.
    public var connections: ConnectionCounts
    /// The reason that want and got differ, or that it gets no connections, or a remark of its
    /// checks; nil: none.
    public var reason: String?
    /// The verdict of its checks; nil: it is not checked, or no checks run.
    public var verdict: Verdict?
    /// The reading of its load; nil: its load is not read.
    public var feedback: FeedbackReading?
    /// True if its check is `off`.
    ///
    /// **Shape:** nil: it is not.
    public var isCheckOff: Bool?

    /// Creates a status.
    public init(
        name: String?, endpoint: Endpoint, state: ServerState?, want: Destination?,
        got: Destination?, connections: ConnectionCounts, reason: String?, verdict: Verdict? = nil
    ) {
        self.name = name
        self.endpoint = endpoint
        self.state = state
        self.want = want
        self.got = got
        self.connections = connections
        self.reason = reason
        self.verdict = verdict
    }

    /// Whether the operator wants it online and it does not work.
    public var isDown: Bool { state == .online && Self.outage(by: verdict, feedback) != nil }

    /// Returns the reason that a server does not work, in the words of its check or agent, as a
    /// predicate for its name; nil: it works, or its state is unknown.
    ///
    /// - Parameter reading: nil: its load is not read.
    public static func outage(by verdict: Verdict?, _ reading: FeedbackReading?) -> String? {
        if let verdict, verdict.state == .down { return " is \(verdict)" }
        guard let reading, reading.ability == .down else { return nil }
        return ": its agent says down" + (reading.reason.isEmpty ? "" : ": \(reading.reason)")
    }
}

/// A virtual address: its desired and its observed state.
public struct AddressStatus: Sendable, Codable, Hashable {
    /// The address on its interface.
    public var address: InterfaceAddress
    /// Whether this host should carry it.
    public var wanted: Bool
    /// Whether this host carries it.
    public var present: Bool
    /// True if another program moves it, so that any place is the desired one.
    ///
    /// **Shape:** nil: Ballast adds and removes it.
    public var external: Bool?

    /// Creates a status.
    public init(
        address: InterfaceAddress, wanted: Bool, present: Bool, external: Bool? = nil
    ) {
        self.external = external
        self.address = address
        self.wanted = wanted
        self.present = present
    }
}

extension AddressStatus {
    /// Its state in words.
    public var words: String {
        if external == true {
            return present
                ? "on this node, moved by another program"
                : "not on this node, moved by another program"
        }
        return switch (wanted, present) {
        case (true, true): "on this node"
        case (true, false): "missing"
        case (false, _): "leaving this node"
        }
    }

    /// The address, with its interface if known.
    public var place: String {
        address.interface.isEmpty ? "\(address.prefix)" : "\(address)"
    }
}
