import Addresses

/// A way over which the nodes of an election hear each other: an interface, or a serial line.
public struct ElectionLink: Sendable, Hashable {
    /// The number by which events and actions name the link.
    public var id: LinkID
    /// Whether virtual addresses are on the interface of the link: without it the node can't have
    /// the role.
    public var carriesAddresses: Bool
    /// The addresses from which this node sends, at most one of a family; none on a serial line.
    public var sources: [IPAddress]

    /// Creates a link.
    public init(id: LinkID, carriesAddresses: Bool = true, sources: [IPAddress] = []) {
        self.id = id
        self.carriesAddresses = carriesAddresses
        self.sources = sources
    }
}
