import Addresses

/// An input of the election.
///
/// The caller delivers packets that wait in its sockets before it delivers ``timer``: a process
/// that was stopped must read first that another node is active.
public enum ElectionEvent: Sendable {
    /// Begins as backup, without the addresses.
    case start
    /// Begins as backup on a node that has served the addresses alone: it keeps them while it
    /// listens, until it hears an active node.
    case startKeeping
    /// Hands the role over and ends; ``ElectionAction/finished`` follows.
    case stop
    /// An advertisement was received.
    case advertisement(HeardAdvertisement)
    /// A report was received, from this source (nil on a serial line).
    case report(Report, link: LinkID, source: IPAddress?)
    /// The state of a link changed. Links are up at first.
    case link(LinkID, isUp: Bool)
    /// New settings for a running election.
    ///
    /// The group, the node and the session stay those of the first settings: a change of these is
    /// another election.
    case settings(ElectionSettings)
    /// The health of the node.
    case condition(NodeCondition)
    /// The controller is connected, or its connection was lost. Connected at first.
    case controller(isAlive: Bool)
    /// Gives the role to any other node, and keeps it only as long as there is none.
    case standBy
    /// Ends ``standBy``, and lets the node take back the role that it handed over on request.
    case resume
    /// Hands the role over to a node, or to the best one, and leaves it there while that is well.
    ///
    /// If it is forced, also to a backup that reports that it is not ready.
    case handOver(to: NodeID?, isForced: Bool = false)
    /// The moment of the last ``ElectionAction/wake(at:)`` was reached.
    case timer
}
