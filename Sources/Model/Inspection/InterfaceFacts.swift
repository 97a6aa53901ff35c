import Addresses

/// An interface as `ballast doctor` reads it.
public struct InterfaceFacts: Sendable, Equatable {
    /// The name.
    public var name: String
    /// The kernel's word for its driver: `veth`, `ipip`, `gre`; nil: a physical one, or `lo`.
    public var kind: String?
    /// Whether it is set up.
    public var isUp: Bool
    /// Whether it has a carrier.
    public var hasCarrier = true
    /// The ends of a tunnel; nil: it is none.
    public var tunnel: TunnelEnds?
    /// Whether it answers neighbours that ask for its addresses by ARP or neighbour discovery.
    public var answers: Bool
    /// The largest IP packet, in bytes.
    public var mtu: Int
    /// The hardware address; nil: it has none of 6 bytes.
    public var hardwareAddress: MACAddress?
    /// The addresses, in order.
    public var addresses: [Address] = []
    /// Whether it merges received packets (large receive offload); nil: unknown.
    public var mergesPackets: Bool?

    /// An address of an interface.
    public struct Address: Sendable, Equatable {
        /// The address with its prefix length.
        public var prefix: Prefix
        /// Whether the kernel does not use it: duplicate address detection runs or has failed.
        public var isUnusable: Bool
        /// Whether it has the scope of the host alone.
        public var isOfHost: Bool

        /// Creates an address.
        public init(_ prefix: Prefix, isUnusable: Bool = false, isOfHost: Bool = false) {
            self.prefix = prefix
            self.isUnusable = isUnusable
            self.isOfHost = isOfHost
        }
    }

    /// Creates an interface that is up.
    public init(
        _ name: String, kind: String? = nil, isUp: Bool = true, answers: Bool = true,
        mtu: Int = 1_500, hardwareAddress: MACAddress? = nil, addresses: [Address] = []
    ) {
        self.name = name
        self.kind = kind
        self.isUp = isUp
        self.answers = answers
        self.mtu = mtu
        self.hardwareAddress = hardwareAddress
        self.addresses = addresses
    }

    /// Whether it has an address.
    public func has(_ address: IPAddress) -> Bool {
        addresses.contains { $0.prefix.address == address }
    }

    /// Whether an address is in the network of one of its addresses.
    public func reaches(_ address: IPAddress) -> Bool {
        addresses.contains {
            $0.prefix.length < address.family.bits && $0.prefix.contains(address)
        }
    }
}
