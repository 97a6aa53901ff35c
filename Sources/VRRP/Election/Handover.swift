/// A role that is being given away by this node.
struct Handover: Sendable {
    enum Stage {
        /// Waits for this node to be active; advertisements continue.
        case offering(NodeID)
        /// Has advertised priority 0, still has the addresses, and waits for any router.
        case resigning(repeats: Int)
    }

    var reason: HandoverReason
    var wanted: NodeID?
    /// Whether backups that are not ready are offered the role too.
    var isForced = false
    var tried: Set<NodeID> = []
    var stage: Stage
}
