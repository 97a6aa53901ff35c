import Addresses

/// A node of the cluster, as its reports describe it.
public struct Peer: Sendable {
    /// The newest report.
    public internal(set) var report: Report
    /// The moment of the last report on each link.
    public internal(set) var heard: [LinkID: Moment]
    /// The senders of its packets on each link, one of a family.
    var sources: [LinkID: [AddressFamily: IPAddress]] = [:]
    /// Advertisements since the last report.
    var advertisements = 0
    /// The session before the current one, whose late packets are ignored.
    var pastSession: UInt32?
    /// The moment since which its reports do not list this node: it does not hear us.
    public internal(set) var deafSince: Moment?

    /// The last moment at which anything was heard of the node, over any link.
    public var lastHeard: Moment? { heard.values.max() }

    /// The links of a node that were silent for a time while another one was not.
    public func silentLinks(at now: Moment, after silence: Duration) -> [LinkID] {
        heard.filter { now - $0.value > silence }.map(\.key).sorted()
    }
}

/// A router that sends advertisements and no reports.
struct Stranger: Sendable {
    var heard: Moment
    var priority: UInt8
    var interval: Duration
}

/// A time with two active nodes.
struct Conflict: Sendable {
    /// The moment at which the later of the two became active.
    var since: Moment
    var heard: Moment
    var interval: Duration
    var isReported = false
}

/// A role that is being given away by this node.
struct Handover: Sendable {
    enum Stage {
        /// Waits for this node to be active; advertisements continue.
        case offering(NodeID)
        /// Has advertised priority 0, still has the addresses, and waits for any router.
        case resigning(repeats: Int)
    }

    var reason: HandoverReason
    var wanted: NodeID?
    var tried: Set<NodeID> = []
    var stage: Stage
}

/// The moments at which the election has to act.
struct Deadlines: Sendable {
    /// Backup: the active node counts as silent.
    var down: Moment?
    /// The next advertisement or report.
    var pulse: Moment?
    /// The next repetition of an offer, a takeover or a resignation.
    var retry: Moment?
    var announcements: [Moment] = []
    var handover: Moment?
    var takeover: Moment?
    var resignation: Moment?

    var next: Moment? {
        [down, pulse, retry, announcements.first, handover, takeover, resignation]
            .compactMap { $0 }.min()
    }
}
