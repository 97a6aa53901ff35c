import Addresses

extension TablePeers {
    /// Whether this host has the address of this node, as far as it is known.
    public var isHere: Bool { ListenCheck.isHere(listen.address) }
}
