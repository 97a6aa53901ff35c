import Addresses

/// A node of the cluster, as its reports describe it.
public struct Peer: Sendable {
    /// The newest report.
    public internal(set) var report: Report
    /// The moment of the last report on each link.
    public internal(set) var heard: [LinkID: Moment]
    /// The moment of the last packet over any link; unlike ``heard`` it outlives a takeover.
    public internal(set) var latest: Moment
    /// The moment at which the newest report was received first.
    public internal(set) var reportedAt: Moment
    /// The senders of its packets on each link, one of a family.
    var sources: [LinkID: [AddressFamily: IPAddress]] = [:]
    /// Advertisements since the last report.
    var advertisements = 0
    /// The session before the current one, whose late packets are ignored while the current one is
    /// heard: two sessions that arrive in the wrong order are the other way round.
    var pastSession: UInt32?
    /// Reports of the session before the current one that arrived beside it, and the last one's
    /// moment: more than a few are of a second host of the same name.
    var pastReports: (count: Int, heard: Moment, source: IPAddress?)?
    /// The moment since which its reports do not list this node: it does not hear us.
    public internal(set) var deafSince: Moment?
    /// The moment since which the node is heard without a gap.
    public internal(set) var backSince: Moment?
    /// The nodes that this node hears and that are missing in its reports, and since when.
    public internal(set) var unheard: [NodeID: Moment] = [:]
    /// The moment since which its number of the virtual addresses differs from this node's.
    public internal(set) var differsSince: Moment?
    /// The moment since which it sends probes over the link of the connections.
    public internal(set) var probesSince: Moment?
    /// Whether it is a node of another cluster, whose addresses are not those of this group.
    public internal(set) var isForeign = false

    /// The last moment at which anything was heard of the node, over any link; nil: it was silent
    /// for so long that this node took over.
    public var lastHeard: Moment? { heard.values.max() }

    /// The sender of its packets on the first link; nil: its packets arrive on serial lines alone.
    public var source: IPAddress? {
        sources.min { $0.key < $1.key }?.value.min { $0.key < $1.key }?.value
    }

    /// Whether its packets arrive.
    public func isHeard(at now: Moment) -> Bool {
        lastHeard.map { now - $0 <= ElectionSettings.silence(of: report.interval) } ?? false
    }

    /// The links of a node that were silent for a time while another one was not.
    public func silentLinks(at now: Moment, after silence: Duration) -> [LinkID] {
        heard.filter { now - $0.value > silence }.map(\.key).sorted()
    }
}
