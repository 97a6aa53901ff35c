/// The IPVS settings of the whole network namespace.
public struct IPVSSettings: Sendable, Hashable {
    /// Connection timeouts; nil: the kernel's values are kept.
    public var timeouts: IPVSTimeouts?
    /// Sysctls that the document sets.
    ///
    /// On a host whose table only Ballast uses, other sysctls get ``Sysctl/balancerDefault``.
    public var sysctls: [Sysctl: SysctlValue]

    /// Creates settings.
    public init(timeouts: IPVSTimeouts? = nil, sysctls: [Sysctl: SysctlValue] = [:]) {
        self.timeouts = timeouts
        self.sysctls = sysctls
    }

    /// The sysctl defaults of a load balancer that the document does not set.
    public var defaultSysctls: [Sysctl: SysctlValue] {
        Sysctl.allCases.reduce(into: [:]) { values, sysctl in
            if sysctls[sysctl] == nil { values[sysctl] = sysctl.balancerDefault }
        }
    }
}

/// Connection timeouts.
///
/// Source: `ipvsadm(8)`, `--set`.
///
/// **Unit and range:** seconds, 0...2073600; 0 keeps the kernel's value.
public struct IPVSTimeouts: Sendable, Hashable, Codable {
    /// An established TCP connection without packets.
    public var tcp: Int
    /// A TCP connection after a FIN.
    public var tcpFin: Int
    /// A UDP flow without packets.
    public var udp: Int

    /// Creates timeouts.
    public init(tcp: Int = 0, tcpFin: Int = 0, udp: Int = 0) {
        self.tcp = tcp
        self.tcpFin = tcpFin
        self.udp = udp
    }
}
