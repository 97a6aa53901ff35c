/// The statement of a peer that it hears an active node.
struct Witness: Sendable {
    /// The active node.
    var node: NodeID
    /// The peer that hears it.
    var by: NodeID
    /// The moment of its last report.
    var at: Moment
    /// The interval of its reports.
    var interval: Duration
}
