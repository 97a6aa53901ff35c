/// The reason for which the active node gives its role away.
public enum HandoverReason: String, Sendable, Hashable {
    /// ``ElectionEvent/stop``.
    case stop
    /// ``ElectionEvent/standBy``.
    case standby
    /// ``ElectionEvent/handOver(to:isForced:)``.
    case request
    /// A peer is healthier.
    case health
}
