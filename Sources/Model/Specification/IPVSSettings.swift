/// The settings of IPVS that hold for the whole network namespace.
public struct IPVSSettings: Sendable, Hashable {
    /// Connection timeouts; nil: what the kernel has is left as it is.
    public var timeouts: IPVSTimeouts?
    /// Sysctls that the document sets.
    ///
    /// On a host whose table is Ballast's alone others get ``Sysctl/balancerDefault``.
    public var sysctls: [Sysctl: SysctlValue]

    /// These settings.
    public init(timeouts: IPVSTimeouts? = nil, sysctls: [Sysctl: SysctlValue] = [:]) {
        self.timeouts = timeouts
        self.sysctls = sysctls
    }

    /// Defaults for a balancer of the sysctls that the document does not set.
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
/// **Unit and range:** seconds, 0...2073600; 0 leaves the kernel's value as it is.
public struct IPVSTimeouts: Sendable, Hashable, Codable {
    /// An established TCP connection without packets.
    public var tcp: Int
    /// A TCP connection after a FIN.
    public var tcpFin: Int
    /// A UDP flow without packets.
    public var udp: Int

    /// These timeouts.
    public init(tcp: Int = 0, tcpFin: Int = 0, udp: Int = 0) {
        self.tcp = tcp
        self.tcpFin = tcpFin
        self.udp = udp
    }
}
