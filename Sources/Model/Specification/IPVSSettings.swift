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
