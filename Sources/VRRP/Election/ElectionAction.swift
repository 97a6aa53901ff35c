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

    /// Whether the action sends packets, which may be lost as any packet.
    public var isMessage: Bool {
        switch self {
        case .advertise, .report, .announce: true
        case .addAddresses, .removeAddresses, .role, .splitBrain, .starved, .handoverFailed,
            .finished, .wake:
            false
        }
    }
}
