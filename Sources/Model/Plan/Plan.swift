import Addresses

/// An ordered list of steps, and what the planner saw that needs no step.
public struct Plan: Sendable, Hashable {
    /// The steps; every prefix of them is safe.
    ///
    /// Those of HAProxy come first: an address waits until HAProxy listens on it.
    public var steps: [Step]
    /// Destinations that are leaving and wait for their connections to end.
    public var draining: [DrainingDestination]
    /// Servers that are no longer in the document and stay until others are proven.
    public var handovers: [PendingHandover]
    /// Services that have a usable server now and are left without one: their clients are refused.
    public var outages: [ServiceKey]
    /// Proxies and routes that are left without a server that is known to work, a sentence each.
    public var proxyOutages: [String] = []
    /// Objects that are not ours and stay as they are.
    public var foreign: [ForeignObject]
    /// Sentences for the operator: what a step will mean for clients, what can't be done and why.
    public var notes: [String]
    /// Services that are not ours and that the steps touch: with `ownership: exclusive` those that
    /// leave, otherwise those that share a setting which the document changes.
    public var foreignTouched: Int
    /// Objects that differ from the document and have to wait, so that this plan leaves them.
    public var waiting: Set<StepSubject>

    /// A plan of these steps.
    public init(
        steps: [Step] = [], draining: [DrainingDestination] = [],
        handovers: [PendingHandover] = [], outages: [ServiceKey] = [],
        foreign: [ForeignObject] = [],
        notes: [String] = [], foreignTouched: Int = 0, waiting: Set<StepSubject> = []
    ) {
        self.steps = steps
        self.draining = draining
        self.handovers = handovers
        self.outages = outages
        self.foreign = foreign
        self.notes = notes
        self.foreignTouched = foreignTouched
        self.waiting = waiting
    }

    /// True when there is nothing to do.
    public var isEmpty: Bool { steps.isEmpty }

    /// When something is to be looked at again, after this moment, though nothing changes; nil:
    /// never.
    public func nextDeadline(after moment: Moment) -> Moment? {
        draining.lazy.compactMap(\.deadline).filter { $0 > moment }.min()
    }
}

/// A destination that waits for its connections to end.
public struct DrainingDestination: Sendable, Hashable, Codable {
    /// Its service.
    public var service: ServiceKey
    /// Where it is.
    public var endpoint: Endpoint
    /// What it still holds.
    public var connections: ConnectionCounts
    /// When it began to leave.
    public var since: Moment
    /// When it is removed all the same; nil: never.
    public var deadline: Moment?

    /// A destination of this service that leaves.
    public init(
        service: ServiceKey, endpoint: Endpoint, connections: ConnectionCounts, since: Moment,
        deadline: Moment?
    ) {
        self.service = service
        self.endpoint = endpoint
        self.connections = connections
        self.since = since
        self.deadline = deadline
    }
}

/// Something on the host that is not ours.
public enum ForeignObject: Sendable, Hashable {
    /// An IPVS service with this many destinations.
    case service(ServiceKey, destinations: Int)
    /// An address on one of the interfaces that carry virtual addresses.
    case address(InterfaceAddress)
}

extension ForeignObject: Codable {
    private enum Key: CodingKey { case kind, service, servers, address }

    /// Reads the form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if let address = try values.decodeIfPresent(InterfaceAddress.self, forKey: .address) {
            self = .address(address)
        } else {
            self = .service(
                try values.decode(ServiceKey.self, forKey: .service),
                destinations: try values.decode(Int.self, forKey: .servers))
        }
    }

    /// `{"kind": "service", "service": "tcp 10.0.0.1:80", "servers": 2}`, or `kind` and `address`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .service(let key, let count):
            try values.encode("service", forKey: .kind)
            try values.encode(key, forKey: .service)
            try values.encode(count, forKey: .servers)
        case .address(let address):
            try values.encode("address", forKey: .kind)
            try values.encode(address, forKey: .address)
        }
    }
}
