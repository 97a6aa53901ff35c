import Addresses

/// The number of a link in the settings of an election.
public typealias LinkID = Int

/// The settings of an election.
///
/// ``ElectionEvent/settings(_:)`` replaces them while the election runs.
public struct ElectionSettings: Sendable, Hashable {
    /// The first virtual router of the group, 1...255.
    ///
    /// The routers of a group move as one.
    public var routerID: UInt8
    /// This node.
    public var node: NodeID
    /// The nodes of the cluster; nil: every node whose reports are heard.
    ///
    /// A node that is none of them is heard like any router, and never gets the role from this one.
    public var members: Set<NodeID>?
    /// A number that differs after each start.
    public var session: UInt32
    /// The address that decides between equal priorities; the higher one wins.
    ///
    /// The same on all links, since the order of two nodes must not depend on the link.
    public var address: IPAddress
    /// The links, at least one.
    public var links: [ElectionLink]
    /// The version of the advertisements.
    ///
    /// Decides the skew time.
    public var version = ProtocolVersion.three
    /// 1...254, or 255 for the owner of the addresses.
    ///
    /// Default 100.
    public var priority: UInt8 = 100
    /// Time between advertisements, 10 ms...40.95 s.
    ///
    /// Default 1 s.
    public var interval = Duration.seconds(1)
    /// The least time for which a node that follows no active router waits for one.
    ///
    /// Default none. A router with another interval than this node may send once a second.
    public var listening = Duration.zero
    /// Whether a node of higher priority takes the role from a healthy active node.
    ///
    /// Default true.
    public var preempts = true
    /// Time for which a healthy active node of lower priority keeps the role.
    ///
    /// Default none.
    public var preemptDelay = Duration.zero
    /// Time for which the node keeps its priority without a controller.
    ///
    /// Default 60 s.
    public var controllerGrace = Duration.seconds(60)
    /// Deduction after the grace.
    ///
    /// Default 100.
    public var controllerPenalty = 100
    /// Deduction for each gateway that the node reaches less than its best peer.
    ///
    /// Default 100: health must outweigh the difference of the configured priorities.
    public var gatewayPenalty = 100
    /// Time for which a difference of gateways lasts before it counts, so that two nodes that lose
    /// a gateway one after the other keep their roles.
    ///
    /// Default 2 s.
    public var gatewaySettle = Duration.seconds(2)
    /// Whether a node that hears no peer and reaches none of its gateways can't have the role.
    ///
    /// Default true: of two separated nodes at most one is active. False where another program is
    /// the peer, which is silent as backup.
    public var releasesWhenIsolated = true
    /// The addresses of the hosts of the cluster, as texts: one of them that sends advertisements
    /// and no reports is another program, which is silent as backup.
    ///
    /// Default none.
    public var programs: Set<String> = []
    /// A number of the virtual addresses, which nodes with the same ones share; 0: unknown.
    ///
    /// Default 0.
    public var addressDigest: UInt32 = 0
    /// Times after a takeover at which the addresses are announced again.
    public var announcements: [Duration] = [
        .milliseconds(50), .milliseconds(250), .seconds(1), .milliseconds(2500), .seconds(5),
    ]
    /// Period of further announcements; nil for none.
    ///
    /// Default 60 s.
    public var announcementPeriod: Duration? = .seconds(60)

    /// Creates settings with the defaults.
    public init(
        routerID: UInt8, node: NodeID, session: UInt32, address: IPAddress, links: [ElectionLink]
    ) {
        self.routerID = routerID
        self.node = node
        self.session = session
        self.address = address
        self.links = links
    }

    /// The time by which a backup of a priority waits longer than one of the highest priority.
    ///
    /// **Source:** RFC 9568 section 6.1, Skew_Time; RFC 3768 section 6.1, where it is a part of a
    /// second at any interval.
    public func skew(priority: UInt8, interval: Duration) -> Duration {
        let whole: Duration = version == .two ? .seconds(1) : interval
        return whole * (256 - Int(priority)) / 256
    }

    /// The time without a sign of the active node after which a backup takes over.
    ///
    /// **Source:** RFC 9568 section 6.1, Active_Down_Interval.
    public func downInterval(priority: UInt8, interval: Duration) -> Duration {
        interval * 3 + skew(priority: priority, interval: interval)
    }

    /// Time after which an unanswered offer is repeated.
    var retry: Duration { min(max(interval / 4, .milliseconds(10)), .milliseconds(100)) }
    /// Time for which a node waits for another to take the role over.
    var patience: Duration { max(interval, retry * 5) }
    /// Time without reports after which a peer counts as silent.
    static func silence(of interval: Duration) -> Duration { interval * 4 }
}
