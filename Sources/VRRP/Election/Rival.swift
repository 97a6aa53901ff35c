/// Another active router.
public enum Rival: Sendable, Hashable {
    /// A node of this cluster.
    case node(NodeID)
    /// A router that sends no reports: a link, and the text of its address.
    case stranger(link: LinkID, source: String)
}
