import Addresses
import Model

/// The knowledge from which ``Signals`` are made: that of the controller, or of a command.
public struct KnownSignals: Sendable {
    /// The results of checks, agents, pages and quorums.
    public var results: HostRecord.Controller
    /// The listeners of HAProxy; nil: the caller has already checked them.
    public var served: Set<Endpoint>?
    /// The endpoints that HAProxy serves now, wanted by the document or not.
    public var listening: Set<Endpoint> = []
    /// The endpoints of proxies with a proven server; nil: all.
    public var provenProxies: Set<Endpoint>?
    /// Whether this host carries its node's virtual addresses.
    public var carriesAddresses = true
    /// The election process, which adds and removes the virtual addresses.
    public var election = ElectionState.none
    /// The names by which this host finds its node; nil: this host is no node.
    public var identity: NodeIdentity?
    /// The connection of the administrator; nil: unknown.
    public var session: AdminConnection?

    /// The results alone; everything else is as on a single host.
    public init(_ results: HostRecord.Controller) {
        self.results = results
    }

    /// Returns the signals at a moment.
    ///
    /// - Parameter managesAddresses: false: addresses are neither added nor removed.
    public func signals(now: Moment, managesAddresses: Bool) -> Signals {
        var signals = Signals(
            now: now, carriesAddresses: carriesAddresses, managesAddresses: managesAddresses,
            verdicts: results.verdicts, feedback: results.feedback, pages: results.pages,
            lostQuorums: results.lostQuorums ?? [], served: served)
        signals.listening = listening
        signals.provenProxies = provenProxies
        signals.election = election
        signals.nodeName = identity?.name
        signals.hostName = identity?.hostName
        signals.session = session
        return signals
    }
}
