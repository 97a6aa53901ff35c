import Addresses
import Model

/// What the host offers to the contract.
///
/// The services are at 192.0.2.0/24, 2001:db8::/32 and marks from 7700, the servers at
/// 198.51.100.0/24 and 2001:db8:1::/48; nothing else may use them. A network namespace needs its
/// loopback interface up.
public struct ContractGround: Sendable {
    /// An interface that exists and is up; nil: addresses are left out.
    public var interface: String?
    /// Whether the host has IPv6.
    ///
    /// Default true.
    public var hasIPv6: Bool
    /// Whether addresses have our origin (Linux 5.18).
    ///
    /// Default true.
    public var keepsOrigins: Bool
    /// Schedulers that the host has.
    ///
    /// Default: all.
    public var schedulers: [Scheduler]
    /// Persistence engines that the host has.
    ///
    /// Default: `sip`.
    public var persistenceEngines: [PersistenceEngine]

    /// A ground with everything, but for what is given.
    public init(
        interface: String?, hasIPv6: Bool = true, keepsOrigins: Bool = true,
        schedulers: [Scheduler] = Scheduler.all, persistenceEngines: [PersistenceEngine] = [.sip]
    ) {
        self.interface = interface
        self.hasIPv6 = hasIPv6
        self.keepsOrigins = keepsOrigins
        self.schedulers = schedulers
        self.persistenceEngines = persistenceEngines
    }

    static let web = ServiceKey.listen(.tcp, Endpoint(.v4(192, 0, 2, 1), port: 80))

    /// One key of each kind.
    var keys: [ServiceKey] {
        let name = Endpoint(.v4(192, 0, 2, 2), port: 53)
        let all: [ServiceKey] = [
            Self.web, .listen(.udp, name), .listen(.sctp, name), .mark(7701, .ipv4),
            .listen(.tcp, Endpoint(.v6(documentation: 0, 1), port: 80)), .mark(7702, .ipv6),
        ]
        return all.filter { hasIPv6 || $0.family == .ipv4 }
    }

    /// A server of this family.
    static func server(_ number: Int, _ family: AddressFamily = .ipv4) -> IPAddress {
        switch family {
        case .ipv4: .v4(198, 51, 100, UInt8(number))
        case .ipv6: .v6(documentation: 1, UInt64(number))
        }
    }

    /// A destination of a service with this key.
    static func destination(
        _ number: Int, of key: ServiceKey, weight: Int = 1, forwarding: Forwarding = .gate,
        limits: ConnectionLimits = ConnectionLimits()
    ) -> Destination {
        Destination(
            endpoint: Endpoint(server(number, key.family), port: key.endpoint?.port ?? 0),
            forwarding: forwarding, weight: weight, limits: limits)
    }
}

extension IPAddress {
    static func v4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> IPAddress {
        .v4(IPv4Address(rawValue: [a, b, c, d].reduce(0) { $0 << 8 | UInt32($1) }))
    }

    /// In 2001:db8::/32, the documentation prefix.
    ///
    /// Source: RFC 3849.
    static func v6(documentation network: UInt64, _ host: UInt64) -> IPAddress {
        .v6(IPv6Address(high: 0x2001_0db8_0000_0000 | network << 16, low: host))
    }
}
