import Addresses

/// The network of a host as `ballast doctor` reads it.
public struct HostFacts: Sendable, Equatable {
    /// The interfaces, by name.
    public var interfaces: [String: InterfaceFacts] = [:]
    /// Numbers below `/proc/sys`, by path: `net/ipv4/conf/all/arp_ignore`.
    ///
    /// A setting that this kernel lacks is absent.
    public var settings: [String: Int] = [:]
    /// The lines for ``settings`` in files that override the one of the printed commands.
    public var laterSettings: [SettingLine] = []
    /// The places at which programs accept connections or datagrams, by protocol.
    ///
    /// A protocol whose sockets can't be read is absent.
    public var listeners: [TransportProtocol: Set<Endpoint>] = [:]
    /// The answers to ``HostQuestions/routes``; a destination without a route is absent.
    public var routes: [RouteQuestion: RouteFacts] = [:]
    /// The answers to ``HostQuestions/modules``.
    public var modules: [String: ModuleState] = [:]
    /// Connection tracking; nil: the kernel does not track connections here.
    public var tracking: Tracking?
    /// The connection table of IPVS; nil: the kernel has no IPVS.
    public var balancing: Balancing?
    /// The answers to ``HostQuestions/probes``, those of this host excluded.
    public var claims: Set<AddressClaim> = []
    /// The addresses of the neighbours of this host, by hardware address.
    public var neighbours: [MACAddress: Set<IPAddress>] = [:]
    /// Parts that could not be read, a sentence each.
    public var unread: [String] = []

    /// Creates a host without interfaces.
    public init() {}

    /// The table of tracked connections.
    ///
    /// Source: the kernel's `Documentation/networking/nf_conntrack-sysctl.rst`.
    public struct Tracking: Sendable, Equatable {
        /// The number of entries.
        public var count: Int
        /// The largest number of entries.
        public var limit: Int
        /// The number of packets that were dropped since boot because the table was full.
        public var drops: Int

        /// Creates a table.
        public init(count: Int, limit: Int, drops: Int = 0) {
            self.count = count
            self.limit = limit
            self.drops = drops
        }
    }

    /// The table of IPVS connections.
    public struct Balancing: Sendable, Equatable {
        /// The number of hash buckets.
        public var size: Int
        /// The number of connections.
        public var connections: Int

        /// Creates a table.
        public init(size: Int, connections: Int) {
            self.size = size
            self.connections = connections
        }
    }
}

extension HostFacts {
    /// The addresses of all interfaces.
    public var addresses: Set<IPAddress> {
        Set(interfaces.values.flatMap(\.addresses).map(\.prefix.address))
    }

    /// Returns the names of the interfaces with an address, in order.
    public func interfaces(with address: IPAddress) -> [String] {
        interfaces.values.filter { $0.has(address) }.map(\.name).sorted()
    }

    /// Returns a setting of an interface: the larger one of its own and that of all interfaces.
    ///
    /// Source: the kernel's `IN_DEV_MAXCONF`, for `arp_ignore`, `arp_announce` and `rp_filter`.
    public func largest(_ setting: String, at interface: String) -> Int? {
        let all = settings["net/ipv4/conf/all/\(setting)"]
        guard let own = settings["net/ipv4/conf/\(interface)/\(setting)"] else { return nil }
        return max(own, all ?? 0)
    }
}
