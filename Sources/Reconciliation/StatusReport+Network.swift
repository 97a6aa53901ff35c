import Model
import Planning

extension StatusReport {
    /// Returns the node's network, wanted and found; nil: the document has none for this node.
    func network() -> NetworkStatus? { desired.networkStatus(at: observed) }
}
