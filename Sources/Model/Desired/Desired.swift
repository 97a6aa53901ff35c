import Addresses

/// The desired state of the host, derived from the spec and the signals, without any memory.
public struct Desired: Sendable, Hashable {
    /// The services with their destinations.
    public var services: [ServiceKey: DesiredService]
    /// Virtual addresses that this node should carry; nil: addresses are left alone.
    ///
    /// The prefix is the document's; on the host any prefix length is accepted.
    public var addresses: Set<InterfaceAddress>?
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
        services: [ServiceKey: DesiredService] = [:], addresses: Set<InterfaceAddress>? = [],
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

/// The readiness of a proxy to replace a service.
public struct ProxyReadiness: Sendable, Hashable {
    /// Whether HAProxy listens on the endpoint.
    public var listens: Bool
    /// Whether a server is proven, or none needs proof.
    public var isProven: Bool
    /// Whether the proxy can take over the clients of a service at this endpoint.
    public var isReady: Bool { listens && isProven }

    /// Creates a readiness.
    public init(listens: Bool = true, isProven: Bool = true) {
        self.listens = listens
        self.isProven = isProven
    }
}

/// A service with its desired destinations.
public struct DesiredService: Sendable, Hashable {
    /// The name in the document; nil: unknown.
    public var name: String?
    /// The service.
    public var service: VirtualService
    /// The destinations by endpoint, with weights that already account for state and health.
    public var destinations: [Endpoint: Destination]
    /// The policy by which destinations leave.
    public var drain: DrainPolicy
    /// Servers that were never checked, with their weight in the document.
    ///
    /// When checks begin, a server with connections keeps them until a check fails; a server
    /// without connections waits until one passes.
    public var unproven: [Endpoint: Int] = [:]
    /// Failed servers that are removed at once, without waiting for their clients.
    public var failed: Set<Endpoint> = []
    /// Servers that are down: they leave, stay with weight 0, or are held.
    public var down: Set<Endpoint> = []
    /// The destination that replaces the servers while all are down; nil: none.
    public var fallback: Endpoint?
    /// Servers that are online and whose checks count.
    ///
    /// The last working servers stay until one of these is proven. Empty with `handover: atOnce`.
    public var awaited: Set<Endpoint>
    /// Servers that the document or their agent removes from service; they never stay for a
    /// handover.
    public var dismissed: Set<Endpoint> = []
    /// Servers of the document without connections: weight 0, `drain` or `offline`.
    public var outByHand: Set<Endpoint> = []
    /// Whether the operator has taken every server of the document out of service: servers that are
    /// already held stay.
    public var keepsHeld = false
    /// Servers that have passed too few checks in a row to replace working ones.
    public var onTrial: Set<Endpoint> = []
    /// Servers that the document removes but that stay in service, with their former weights, until
    /// one of ``awaited`` is proven.
    ///
    /// **Shape:** a part of ``destinations``, where servers that are down have weight 0; empty
    /// before ``Desired`` was compared with the host.
    public var held: [Endpoint: Destination] = [:]

    /// Creates a service with these destinations.
    public init(
        service: VirtualService, destinations: [Endpoint: Destination] = [:],
        drain: DrainPolicy = DrainPolicy(), awaited: Set<Endpoint> = [], name: String? = nil
    ) {
        self.name = name
        self.service = service
        self.destinations = destinations
        self.drain = drain
        self.awaited = awaited
    }
}

/// A time since the host booted, sleep included.
///
/// Source: `clock_gettime(2)`, `CLOCK_BOOTTIME`.
public struct Moment: Sendable, Hashable, Codable, Comparable {
    /// **Unit:** milliseconds since boot.
    public var milliseconds: Int64

    /// Creates the moment this many milliseconds after boot.
    public init(milliseconds: Int64 = 0) {
        self.milliseconds = milliseconds
    }

    /// Chronological order.
    public static func < (left: Moment, right: Moment) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment this many seconds later.
    public func adding(seconds: Int) -> Moment {
        Moment(milliseconds: milliseconds + Int64(seconds) * 1000)
    }

    private enum FormerKey: CodingKey { case milliseconds }

    /// Reads the milliseconds: a number, or an object as in ledgers of earlier versions.
    public init(from decoder: any Decoder) throws {
        if let number = try? decoder.singleValueContainer().decode(Int64.self) {
            milliseconds = number
        } else {
            milliseconds = try decoder.container(keyedBy: FormerKey.self).decode(
                Int64.self, forKey: .milliseconds)
        }
    }

    /// Writes the milliseconds as a number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
