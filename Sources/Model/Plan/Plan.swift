import Addresses

/// An ordered list of steps, and what the planner saw that needs no step.
public struct Plan: Sendable, Hashable, Codable {
    /// The steps; every prefix of them is safe.
    public var steps: [Step]
    /// What changes in the processes of HAProxy, before the steps.
    public var proxies: [ProxyStep]
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
        steps: [Step] = [], proxies: [ProxyStep] = [], draining: [DrainingDestination] = [],
        handovers: [PendingHandover] = [], outages: [ServiceKey] = [],
        foreign: [ForeignObject] = [],
        notes: [String] = [], foreignTouched: Int = 0, waiting: Set<StepSubject> = []
    ) {
        self.steps = steps
        self.proxies = proxies
        self.draining = draining
        self.handovers = handovers
        self.outages = outages
        self.foreign = foreign
        self.notes = notes
        self.foreignTouched = foreignTouched
        self.waiting = waiting
    }

    /// What is printed; ``waiting`` is in the notes already, in words.
    private enum CodingKeys: CodingKey {
        case steps, proxies, proxyOutages, draining, foreign, notes, foreignTouched
    }

    /// A plan as it was printed.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            steps: try values.decode([Step].self, forKey: .steps),
            proxies: try values.decode([ProxyStep].self, forKey: .proxies),
            draining: try values.decode([DrainingDestination].self, forKey: .draining),
            foreign: try values.decode([ForeignObject].self, forKey: .foreign),
            notes: try values.decode([String].self, forKey: .notes),
            foreignTouched: try values.decode(Int.self, forKey: .foreignTouched))
        proxyOutages = try values.decode([String].self, forKey: .proxyOutages)
    }

    /// True when there is nothing to do.
    public var isEmpty: Bool { steps.isEmpty && proxies.isEmpty }

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
public enum ForeignObject: Sendable, Hashable, Codable {
    /// An IPVS service with this many destinations.
    case service(ServiceKey, destinations: Int)
    /// An address on one of the interfaces that carry virtual addresses.
    case address(InterfaceAddress)
}
