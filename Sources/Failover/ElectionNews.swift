import Model
import VRRP

/// The receivers of the election's results, and the source of the node's condition.
public struct ElectionNews: Sendable {
    /// Receives an event.
    let tell: @Sendable (Event.Kind, String) async -> Void
    /// Receives whether this node has the addresses of any group.
    let role: @Sendable (Bool) async -> Void
    /// Receives the state of the process, which adds and removes the virtual addresses.
    let state: @Sendable (ElectionState) async -> Void
    /// Returns the condition of the node; nil: not known yet.
    let condition: @Sendable () async -> NodeCondition?
    /// Receives the nodes that probe the link of the connections, with the time for which they do.
    let probing: @Sendable ([String: Duration]) async -> Void

    /// Creates a set of receivers.
    public init(
        tell: @escaping @Sendable (Event.Kind, String) async -> Void,
        role: @escaping @Sendable (Bool) async -> Void,
        state: @escaping @Sendable (ElectionState) async -> Void,
        condition: @escaping @Sendable () async -> NodeCondition?,
        probing: @escaping @Sendable ([String: Duration]) async -> Void = { _ in }
    ) {
        self.tell = tell
        self.role = role
        self.state = state
        self.condition = condition
        self.probing = probing
    }
}
