import Addresses

/// A network interface of a node.
public struct NetworkInterface: Sendable, Hashable {
    /// The name, at most 15 bytes.
    public var name: String
    /// Its addresses with the lengths of their networks.
    public var addresses: [Prefix]
    /// Routers of default routes, at most one for each family.
    public var gateways: [IPAddress]
    /// The largest IP packet in bytes; nil: left alone.
    public var mtu: Int?
    /// The kind of an interface that Ballast makes; nil: a physical one, or one of another program.
    public var kind: Kind?
    /// The check of the senders of IPv4 packets; nil: left alone, or put back.
    public var reversePathFilter: ReversePathFilter?

    /// The beginning of the alternative name of an interface that Ballast has made.
    public static let mark = "ballast-"

    /// The kind of an interface that consists of others, or of none.
    public enum Kind: Sendable, Hashable {
        /// Several interfaces as one.
        case bond(BondSettings)
        /// A VLAN of an interface.
        case vlan(VLANSettings)
        /// A switch of several interfaces; whether it uses the spanning tree protocol.
        case bridge(members: [String], spanningTree: Bool)
        /// An interface that carries no packets, for addresses.
        case dummy

        /// The name of the kind in the kernel.
        ///
        /// Source: `IFLA_INFO_KIND`.
        public var name: String {
            switch self {
            case .bond: "bond"
            case .vlan: "vlan"
            case .bridge: "bridge"
            case .dummy: "dummy"
            }
        }
    }

    /// Creates an interface.
    public init(
        name: String, addresses: [Prefix] = [], gateways: [IPAddress] = [], mtu: Int? = nil,
        kind: Kind? = nil
    ) {
        self.name = name
        self.addresses = addresses
        self.gateways = gateways
        self.mtu = mtu
        self.kind = kind
    }

    /// The interfaces that it joins, as a bond or a bridge.
    public var members: [String] {
        switch kind {
        case .bond(let bond): bond.members
        case .bridge(let members, _): members
        case .vlan, .dummy, nil: []
        }
    }

    /// The interfaces that it consists of: members, and the parent of a VLAN.
    public var lower: [String] {
        if case .vlan(let vlan) = kind { [vlan.parent] } else { members }
    }
}
