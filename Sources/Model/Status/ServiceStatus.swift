import Addresses

/// A service: wanted beside got.
public struct ServiceStatus: Sendable, Codable, Hashable {
    /// Name in the document; nil: it is no longer there and is leaving.
    public var name: String?
    /// Its identity.
    public var key: ServiceKey
    /// What the kernel is to hold; nil: nothing.
    public var want: VirtualService?
    /// What the kernel holds; nil: nothing.
    public var got: VirtualService?
    /// Where it stands with its quorum; nil: it has none, or nobody checks.
    public var quorum: QuorumState?
    /// Its servers, in the document's order, then those that are leaving.
    public var servers: [ServerStatus]
    /// Totals and rates of the service.
    public var counters: TrafficCounters
    /// The proxy that serves its clients until one of its servers passes its check, in words; nil:
    /// none does.
    public var servedBy: String?

    /// This service.
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

/// A real server: wanted beside got.
public struct ServerStatus: Sendable, Codable, Hashable {
    /// Name in the document; nil: it is not in the document.
    public var name: String?
    /// Where it is.
    public var endpoint: Endpoint
    /// What the operator says; nil: it is not in the document.
    public var state: ServerState?
    /// What the kernel is to hold; nil: nothing.
    public var want: Destination?
    /// What the kernel holds; nil: nothing.
    public var got: Destination?
    /// Its connections.
    public var connections: ConnectionCounts
    /// Why want and got differ, why it gets no connections, or what else its checks have to say;
    /// nil: all is as it should be.
    public var reason: String?
    /// What its checks say; nil: it is not checked, or nobody checks.
    public var verdict: Verdict?
    /// How busy it says it is; nil: it is not asked, or nobody asks.
    public var feedback: FeedbackReading?
    /// True: its check is `off`.
    ///
    /// **Shape:** nil: it is not.
    public var isCheckOff: Bool?

    /// This server.
    public init(
        name: String?, endpoint: Endpoint, state: ServerState?, want: Destination?,
        got: Destination?, connections: ConnectionCounts, reason: String?,
        verdict: Verdict? = nil, feedback: FeedbackReading? = nil
    ) {
        self.name = name
        self.endpoint = endpoint
        self.state = state
        self.want = want
        self.got = got
        self.connections = connections
        self.reason = reason
        self.verdict = verdict
        self.feedback = feedback
    }

    /// Whether the operator wants it online and it does not work.
    public var isDown: Bool { state == .online && Self.outage(by: verdict, feedback) != nil }

    /// Why a server does not work, as its check or else its agent says, to follow its name; nil: it
    /// works, or nobody knows.
    ///
    /// - Parameter reading: nil: it is not asked.
    public static func outage(by verdict: Verdict?, _ reading: FeedbackReading?) -> String? {
        if let verdict, verdict.state == .down { return " is \(verdict)" }
        guard let reading, reading.ability == .down else { return nil }
        return ": its agent says down" + (reading.reason.isEmpty ? "" : ": \(reading.reason)")
    }
}

/// A virtual address: wanted beside got.
public struct AddressStatus: Sendable, Codable, Hashable {
    /// The address on its interface.
    public var address: InterfaceAddress
    /// Whether this host is to carry it.
    public var wanted: Bool
    /// Whether it does.
    public var present: Bool
    /// True: another program moves it, and it is wanted where it is.
    ///
    /// **Shape:** nil: Ballast adds and removes it.
    public var external: Bool?

    /// This address.
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

    /// The address, and its interface where it is known.
    public var place: String {
        address.interface.isEmpty ? "\(address.prefix)" : "\(address)"
    }
}
