/// The election process of this host, as the controller knows it.
public enum ElectionState: Sendable, Hashable {
    /// None runs. With failover in the document one starts in a moment, and has the addresses.
    case none
    /// One runs, which adds and removes the virtual addresses.
    case running
    /// The document has failover, and for seconds no process has run: nothing but the controller
    /// can remove addresses that another node has taken over.
    case lost
}
