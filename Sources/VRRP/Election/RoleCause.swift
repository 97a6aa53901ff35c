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
