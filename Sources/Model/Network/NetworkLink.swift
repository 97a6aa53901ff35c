/// An interface of the host as the kernel has it.
public struct NetworkLink: Sendable, Hashable {
    /// The index, which changes when the interface is made again.
    public var index: Int32
    /// The kind, `bond` or `vlan`; nil: a physical one.
    public var kind: String?
    /// The bond or bridge that it is a member of; nil: none.
    public var master: String?
    /// The largest IP packet, in bytes.
    public var mtu: Int
    /// Whether it is switched on.
    public var isUp: Bool
    /// Whether it has a carrier.
    public var hasCarrier: Bool
    /// The settings of a VLAN.
    public var vlan: VLANSettings?
    /// The settings of a bond, without its members.
    public var bond: BondSettings?
    /// Whether a bridge uses the spanning tree protocol.
    public var usesSpanningTree = false
    /// The interface on which it is, as a VLAN or a macvlan; nil: none.
    public var parent: String?
    /// Whether it has the mark of an interface that Ballast has made.
    public var isMarked = false
    /// The check of the senders of IPv4 packets; nil: it has no IPv4 settings.
    public var reversePathFilter: ReversePathFilter?
    /// The program that configures it; nil: none is known.
    public var manager: LinkOwner?

    /// Creates an interface.
    public init(
        index: Int32, kind: String? = nil, master: String? = nil, mtu: Int = 1_500,
        isUp: Bool = true, hasCarrier: Bool = true
    ) {
        self.index = index
        self.kind = kind
        self.master = master
        self.mtu = mtu
        self.isUp = isUp
        self.hasCarrier = hasCarrier
    }
}
