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
    /// Interfaces that carry no packets now, and why.
    public var silentInterfaces: [String: LinkFault]
    /// Interfaces on which no address can be announced: their hardware address is not 6 bytes long.
    public var muteInterfaces: Set<String>
    /// The numbers of interfaces: one that is made anew has another.
    public var interfaceNumbers: [String: Int32] = [:]
    /// Settings of the host that are off, of those that Ballast may need.
    public var switchedOff: Set<HostSetting>
    /// Sysctls that this kernel has.
    public var sysctls: [Sysctl: SysctlValue]
    /// IPVS timeouts; nil: not looked at.
    public var timeouts: IPVSTimeouts?
    /// The daemons that synchronise connections.
    public var syncDaemons: [SyncDaemon.State: SyncDaemon] = [:]
    /// Domains that could not be read, which ``scope`` does not cover.
    public var failures: [Domain: HostFailure] = [:]
    /// What we own, from disk.
    public var ledger: Ledger

    /// This state.
    public init(
        scope: Scope = .everything, services: [ServiceKey: ObservedService] = [:],
        addresses: [InterfaceAddress: AddressMark] = [:], interfaces: Set<String> = [],
        silentInterfaces: [String: LinkFault] = [:], muteInterfaces: Set<String> = [],
        switchedOff: Set<HostSetting> = [],
        sysctls: [Sysctl: SysctlValue] = [:], timeouts: IPVSTimeouts? = nil,
        ledger: Ledger = Ledger()
    ) {
        self.scope = scope
        self.services = services
        self.addresses = addresses
        self.interfaces = interfaces
        self.silentInterfaces = silentInterfaces
        self.muteInterfaces = muteInterfaces
        self.switchedOff = switchedOff
        self.sysctls = sysctls
        self.timeouts = timeouts
        self.ledger = ledger
    }
}

extension Observed {
    /// Updates the parts that a later look covers.
    public mutating func update(from later: Observed) {
        for key in later.scope.services { services[key] = later.services[key] }
        for domain in later.scope.domains {
            switch domain {
            case .ipvs: services = later.services
            case .address:
                addresses = later.addresses
                interfaces = later.interfaces
                silentInterfaces = later.silentInterfaces
                muteInterfaces = later.muteInterfaces
                interfaceNumbers = later.interfaceNumbers
                switchedOff = later.switchedOff.filter(\.isOfAnInterface)
                    .union(switchedOff.filter { !$0.isOfAnInterface })
            case .setting:
                switchedOff = later.switchedOff.filter { !$0.isOfAnInterface }
                    .union(switchedOff.filter(\.isOfAnInterface))
                sysctls = later.sysctls
                timeouts = later.timeouts
            case .syncDaemon: syncDaemons = later.syncDaemons
            // Its own loop has its state.
            case .proxy: break
            }
        }
    }

    /// Whether Ballast put the address there.
    ///
    /// The kernel's mark decides, and the ledger only where this kernel keeps no marks.
    public func isOurs(_ address: InterfaceAddress) -> Bool {
        switch addresses[address] {
        case .ours: true
        case .unmarked: ledger.addresses.contains(address)
        case .foreign, nil: false
        }
    }

    /// Addresses that are on their interfaces, whatever their prefix lengths.
    public var places: Set<AddressPlace> { Set(addresses.keys.lazy.map(\.place)) }
}

/// Why an interface carries no packets.
public enum LinkFault: String, Sendable, Hashable, Codable {
    /// It is not up: `IFF_UP` is missing.
    case down = "is down"
    /// It is up and has no link: `IFF_RUNNING` is missing.
    case noCarrier = "has no carrier"
}

/// Whose an address is.
public enum AddressMark: String, Sendable, Hashable, Codable {
    /// It carries our `IFA_PROTO`.
    case ours
    /// It carries another mark, or none.
    case foreign
    /// This kernel keeps no marks (before Linux 5.18).
    case unmarked
}
