import Model
import VRRP

/// The receivers of the election's results, and the source of the node's condition.
public struct ElectionNews: Sendable {
    /// Receives an event.
    let tell: @Sendable (Event.Kind, String) async -> Void
    /// Receives whether this node has the addresses of any group.
    let role: @Sendable (Bool) async -> Void
    /// Receives whether an election process adds and removes the virtual addresses.
    let running: @Sendable (Bool) async -> Void
    /// Returns the condition of the node; nil: not known yet.
    let condition: @Sendable () async -> NodeCondition?

    /// Creates a set of receivers.
    public init(
        tell: @escaping @Sendable (Event.Kind, String) async -> Void,
        role: @escaping @Sendable (Bool) async -> Void,
        running: @escaping @Sendable (Bool) async -> Void,
        condition: @escaping @Sendable () async -> NodeCondition?
    ) {
        self.tell = tell
        self.role = role
        self.running = running
        self.condition = condition
    }
}
