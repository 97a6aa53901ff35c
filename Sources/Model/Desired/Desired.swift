import Addresses

/// What the host is to hold, derived from the spec and the signals; nothing in it is remembered.
public struct Desired: Sendable, Hashable {
    /// The services with their destinations.
    public var services: [ServiceKey: DesiredService]
    /// Virtual addresses that this node is to carry; nil: addresses are left alone.
    ///
    /// The prefix is the document's; on the host any length will do.
    public var addresses: Set<InterfaceAddress>?
    /// Addresses that are not to come before HAProxy listens on them.
    public var unserved: Set<IPAddress>
    /// Where proxies of the document listen, each with its progress.
    public var proxied: [Endpoint: ProxyReadiness] = [:]
    /// The services at whose endpoint HAProxy serves clients now, and where it listens for them.
    public var occupied: [ServiceKey: Endpoint] = [:]
    /// False: another node carries the addresses, so ours go at once, even while connections drain.
    public var carriesAddresses: Bool
    /// Sysctls under `net.ipv4.vs` that the document names or needs.
    public var sysctls: [Sysctl: SysctlValue]
    /// Values of other sysctls, for a host whose IPVS table is Ballast's alone.
    public var sysctlDefaults: [Sysctl: SysctlValue]
    /// IPVS timeouts; nil: left alone.
    public var timeouts: IPVSTimeouts?
    /// Daemons that synchronise connections.
    public var syncDaemons: [SyncDaemon.State: SyncDaemon] = [:]
    /// The source of these daemons; nil: the document wants none.
    public var connectionSync: ConnectionSync?
    /// Addresses that another program moves: the node that has one of them is the master.
    public var roleAddresses: Set<IPAddress> = []
    /// What happens to services that are not ours.
    public var ownership: Ownership
    /// When this was derived: drain deadlines are measured against it.
    public var now: Moment
    /// How many servers are to be checked and count as up because nobody checks.
    public var assumedUp: Int
    /// How many servers are to be asked how busy they are, and count as idle because nobody asks.
    public var assumedIdle: Int
    /// How many services go without their fallback because nobody serves the holding page here.
    public var withoutPage: Int

    /// These wishes.
    public init(
        services: [ServiceKey: DesiredService] = [:], addresses: Set<InterfaceAddress>? = [],
        unserved: Set<IPAddress> = [], carriesAddresses: Bool = true,
        sysctls: [Sysctl: SysctlValue] = [:], sysctlDefaults: [Sysctl: SysctlValue] = [:],
        timeouts: IPVSTimeouts? = nil, ownership: Ownership = .shared, now: Moment = Moment(),
        assumedUp: Int = 0, assumedIdle: Int = 0, withoutPage: Int = 0
    ) {
        self.services = services
        self.addresses = addresses
        self.unserved = unserved
        self.carriesAddresses = carriesAddresses
        self.sysctls = sysctls
        self.sysctlDefaults = sysctlDefaults
        self.timeouts = timeouts
        self.ownership = ownership
        self.now = now
        self.assumedUp = assumedUp
        self.assumedIdle = assumedIdle
        self.withoutPage = withoutPage
    }
}

/// The progress of a proxy that may take the place of a service.
public struct ProxyReadiness: Sendable, Hashable {
    /// Whether HAProxy listens there.
    public var listens: Bool
    /// Whether its servers are proven, or none of them needs proof.
    public var isProven: Bool
    /// Whether clients of a service in this place can be left to the proxy.
    public var isReady: Bool { listens && isProven }

    /// This progress.
    public init(listens: Bool = true, isProven: Bool = true) {
        self.listens = listens
        self.isProven = isProven
    }
}

/// A service with the destinations it is to have.
public struct DesiredService: Sendable, Hashable {
    /// Its name in the document; nil: it is not known.
    public var name: String?
    /// The service.
    public var service: VirtualService
    /// Its destinations by endpoint; weights already say what state and health make of them.
    public var destinations: [Endpoint: Destination]
    /// How destinations leave it.
    public var drain: DrainPolicy
    /// Servers that were never checked, with the weight that the document gives them.
    ///
    /// What gets connections when the checks begin goes on getting them until a check fails; what
    /// does not waits until one passes.
    public var unproven: [Endpoint: Int]
    /// Servers that have failed, are to leave, and do so at once: their clients wait for nothing.
    public var failed: Set<Endpoint>
    /// Servers that are down: they leave, stay with weight 0, or are held.
    public var down: Set<Endpoint>
    /// The destination that stands in while every server is down; nil: none does.
    public var fallback: Endpoint?
    /// Servers that the operator wants online and whose checks count.
    ///
    /// The last working servers stay until one of these is proven. Empty with `handover: atOnce`.
    public var awaited: Set<Endpoint>
    /// Servers that the document or their agent removes from service: they never stay for a
    /// handover.
    public var dismissed: Set<Endpoint>
    /// Servers of the document to which it gives no connections: weight 0, `drain` or `offline`.
    public var outByHand: Set<Endpoint> = []
    /// Whether the operator has taken out every server that the document names: those that are held
    /// already stay.
    public var keepsHeld = false
    /// Servers that have passed too few checks in a row to replace others that work.
    public var onTrial: Set<Endpoint> = []
    /// Servers that the document takes out and that stay in service until one of ``awaited`` is
    /// proven, with the weights that they had.
    ///
    /// **Shape:** a part of ``destinations``, where those that are down have weight 0; empty before
    /// ``Desired`` was compared with the host.
    public var held: [Endpoint: Destination]

    /// This service with these destinations.
    public init(
        service: VirtualService, destinations: [Endpoint: Destination] = [:],
        drain: DrainPolicy = DrainPolicy(), unproven: [Endpoint: Int] = [:],
        failed: Set<Endpoint> = [], down: Set<Endpoint> = [], fallback: Endpoint? = nil,
        awaited: Set<Endpoint> = [], dismissed: Set<Endpoint> = [],
        held: [Endpoint: Destination] = [:], name: String? = nil
    ) {
        self.name = name
        self.service = service
        self.destinations = destinations
        self.drain = drain
        self.unproven = unproven
        self.failed = failed
        self.down = down.union(failed)
        self.fallback = fallback
        self.awaited = awaited
        self.dismissed = dismissed
        self.held = held
    }
}

/// A point in time since the host booted, sleep included.
///
/// Source: `clock_gettime(2)`, `CLOCK_BOOTTIME`.
public struct Moment: Sendable, Hashable, Codable, Comparable {
    /// **Unit:** milliseconds since boot.
    public var milliseconds: Int64

    /// This many milliseconds after boot.
    public init(milliseconds: Int64 = 0) {
        self.milliseconds = milliseconds
    }

    /// Earlier before later.
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
