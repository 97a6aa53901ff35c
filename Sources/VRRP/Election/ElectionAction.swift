/// An output of the election.
///
/// The caller executes the actions of one event in their order.
public enum ElectionAction: Sendable, Hashable {
    /// Sends an advertisement of every virtual router of the group over these links.
    case advertise(priority: UInt8, on: [LinkID])
    /// Sends a report over these links, in every family in which the group is advertised: peers
    /// learn from it which advertisements are of the same node.
    case report(Report, on: [LinkID])
    /// Adds all virtual addresses of the group; those that exist are left alone.
    case addAddresses
    /// Removes all virtual addresses of the group, those that an earlier process left included.
    case removeAddresses
    /// Announces all addresses: gratuitous ARP, unsolicited neighbour advertisements.
    case announce
    /// The role changed.
    case role(Report.Role, because: RoleCause)
    /// Another node was active at the same time, longer than a takeover needs.
    case splitBrain(SplitBrain)
    /// The process was not scheduled for so long that another node may have taken over.
    case starved(by: Duration)
    /// No node took the role over; this one keeps it.
    case handoverFailed(HandoverReason)
    /// The end of ``ElectionEvent/stop``.
    case finished
    /// Delivers ``ElectionEvent/timer`` at this moment; replaces the one before. Always the last.
    case wake(at: Moment?)
}

/// The reason of a change of the role.
public enum RoleCause: String, Sendable, Hashable {
    /// The election started.
    case started
    /// The node owns the addresses: priority 255.
    case owner
    /// The active node was silent for the down interval.
    case silence
    /// The active node has a lower priority, or is about to stop.
    case preempted
    /// The active node offered the role, or resigned in favour of this one.
    case handedOver
    /// Another node took the role after this one offered it.
    case handedOn
    /// Another active node has a higher priority, or the same and a higher address.
    case outranked
    /// Another active node does not hear this one, which therefore has to yield.
    case unheard
    /// The process was not scheduled in time.
    case starved
    /// A hard fault: a link of the addresses, a tracked object, or all gateways and peers at once.
    case fault
    /// The fault ended.
    case recovered
    /// The election was stopped.
    case stopped
}

/// The reason for which the active node gives its role away.
public enum HandoverReason: String, Sendable, Hashable {
    /// ``ElectionEvent/stop``.
    case stop
    /// ``ElectionEvent/standBy``.
    case standby
    /// ``ElectionEvent/handOver(to:)``.
    case request
    /// A peer is healthier.
    case health
}

/// Another active router.
public enum Rival: Sendable, Hashable {
    /// A node of this cluster.
    case node(NodeID)
    /// A router that sends no reports: a link, and the text of its address.
    case stranger(link: LinkID, source: String)
}

/// The begin or the end of a time with two active nodes.
public enum SplitBrain: Sendable, Hashable {
    /// Another active node is heard.
    case found(Rival)
    /// One of the two is no longer active. The length counts from the moment at which the later
    /// one became active, also for the time in which the two could not hear each other.
    case ended(Rival, length: Duration)
}
