import Addresses

/// What the kernel holds, and what the ledger says of it.
public struct Observed: Sendable, Hashable {
    /// Which part of the host was looked at; nothing is known of the rest.
    public var scope: Scope
    /// IPVS services with their destinations.
    public var services: [ServiceKey: ObservedService]
    /// Addresses on interfaces, and whether they carry our mark.
    public var addresses: [InterfaceAddress: AddressMark]
    /// Interfaces that exist.
    public var interfaces: Set<String>
    /// Sysctls that this kernel has.
    public var sysctls: [Sysctl: SysctlValue]
    /// IPVS timeouts; nil: not looked at.
    public var timeouts: IPVSTimeouts?
    /// What we own, from disk.
    public var ledger: Ledger

    /// This state.
    public init(
        scope: Scope = .everything, services: [ServiceKey: ObservedService] = [:],
        addresses: [InterfaceAddress: AddressMark] = [:], interfaces: Set<String> = [],
        sysctls: [Sysctl: SysctlValue] = [:], timeouts: IPVSTimeouts? = nil,
        ledger: Ledger = Ledger()
    ) {
        self.scope = scope
        self.services = services
        self.addresses = addresses
        self.interfaces = interfaces
        self.sysctls = sysctls
        self.timeouts = timeouts
        self.ledger = ledger
    }
}

/// Which part of the host is looked at.
public enum Scope: Sendable, Hashable {
    /// IPVS, addresses, sysctls and timeouts.
    case everything
    /// These IPVS services and nothing else.
    case services(Set<ServiceKey>)

    /// Whether the service lies in the scope.
    public func covers(_ key: ServiceKey) -> Bool {
        switch self {
        case .everything: true
        case .services(let keys): keys.contains(key)
        }
    }
}

/// Whose an address is.
public enum AddressMark: String, Sendable, Hashable, Codable {
    /// It carries our `IFA_PROTO`.
    case ours
    /// It carries another mark, or none.
    case foreign
}
