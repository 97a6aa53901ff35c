import Addresses

/// The desired state of the host, derived from the spec and the signals, without any memory.
public struct Desired: Sendable, Hashable {
    /// The services with their destinations.
    public var services: ServiceTable<DesiredService>
    /// Virtual addresses that this node should carry; nil: addresses are left alone.
    ///
    /// The prefix is the document's; on the host any prefix length is accepted.
    public var addresses: Set<InterfaceAddress>?
    /// Virtual addresses that the election process adds and removes; ``addresses`` is nil then.
    public var elected: Set<InterfaceAddress> = []
    /// Addresses that must not be added before HAProxy listens on them.
    public var unserved: Set<IPAddress> = []
    /// The endpoints of the document's proxies, with their readiness.
    public var proxied: [Endpoint: ProxyReadiness] = [:]
    /// The services whose endpoint HAProxy serves now, with the endpoint of its listener.
    public var occupied: [ServiceKey: Endpoint] = [:]
    /// False: another node carries the addresses, so ours are removed at once, even while
    /// connections drain.
    public var carriesAddresses: Bool
    /// Sysctls under `net.ipv4.vs` that the document sets or needs.
    public var sysctls: [Sysctl: SysctlValue]
    /// Values of other sysctls, for a host whose IPVS table only Ballast uses.
    public var sysctlDefaults: [Sysctl: SysctlValue]
    /// IPVS timeouts; nil: left alone.
    public var timeouts: IPVSTimeouts?
    /// Connection synchronisation daemons.
    public var syncDaemons: [SyncDaemon.State: SyncDaemon] = [:]
    /// The settings of these daemons; nil: the document has none.
    public var connectionSync: ConnectionSync?
    /// Addresses that another program moves: the node that carries one of them is the master.
    public var roleAddresses: Set<IPAddress> = []
    /// The firewall rules; nil: the document has no firewall.
    public var firewall: FirewallWishes?
    /// The network of this node; nil: it is left alone.
    public var network: NodeNetwork?
    /// The address of this node to which the administrator is connected, and that of the client;
    /// nil: unknown.
    public var session: AdminConnection?
    /// Treatment of foreign services.
    public var ownership: Ownership
    /// The time of derivation, from which drain deadlines are measured.
    public var now: Moment
    /// Number of servers that should be checked but count as up because no controller checks them.
    public var assumedUp: Int = 0
    /// Number of servers with feedback that count as idle because no controller reads their load.
    public var assumedIdle: Int = 0
    /// Number of services without their fallback because no holding page is served on this host.
    public var withoutPage: Int = 0

    /// Creates a desired state.
    public init(
        services: ServiceTable<DesiredService> = [:], addresses: Set<InterfaceAddress>? = [],
        carriesAddresses: Bool = true, sysctls: [Sysctl: SysctlValue] = [:],
        sysctlDefaults: [Sysctl: SysctlValue] = [:], timeouts: IPVSTimeouts? = nil,
        ownership: Ownership = .shared, now: Moment = Moment()
    ) {
        self.services = services
        self.addresses = addresses
        self.carriesAddresses = carriesAddresses
        self.sysctls = sysctls
        self.sysctlDefaults = sysctlDefaults
        self.timeouts = timeouts
        self.ownership = ownership
        self.now = now
    }
}
