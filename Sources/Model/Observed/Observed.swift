import Addresses

/// The observed state of the kernel, with the ledger.
public struct Observed: Sendable, Hashable {
    /// The observed part of the host; the rest is unknown.
    public var scope: Scope
    /// IPVS services with their destinations.
    public var services: [ServiceKey: ObservedService]
    /// Objects in the IPVS table that ``services`` can't represent.
    public var unknown = UnknownObjects()
    /// Addresses on interfaces, with the owner of each.
    public var addresses: [InterfaceAddress: AddressOrigin]
    /// The existing interfaces.
    public var interfaces: Set<String>
    /// Interfaces that carry no packets now, with the reasons.
    public var silentInterfaces: [String: LinkFault] = [:]
    /// Interfaces on which no address can be announced: their hardware address is not 6 bytes long.
    public var muteInterfaces: Set<String> = []
    /// Interfaces that drop IPv4 packets from beyond all subnets (`rp_filter` 1), because these
    /// are reached through another one.
    public var strictInterfaces: Set<String> = []
    /// The indexes of interfaces; a recreated interface has a different one.
    public var interfaceNumbers: [String: Int32] = [:]
    /// Number of IPv4 routes that the kernel removes with the last IPv4 address of an interface.
    ///
    /// **Shape:** the interfaces with routes on which Ballast has added all IPv4 addresses.
    public var loneRoutes: [String: Int] = [:]
    /// Disabled settings of the host that Ballast may need.
    public var switchedOff: Set<HostSetting>
    /// The sysctls of this kernel.
    public var sysctls: [Sysctl: SysctlValue]
    /// IPVS timeouts; nil: not observed.
    public var timeouts: IPVSTimeouts?
    /// The connection synchronisation daemons.
    public var syncDaemons: [SyncDaemon.State: SyncDaemon] = [:]
    /// Ballast's firewall rules; families without any are missing.
    public var firewall: [AddressFamily: FirewallRuleset] = [:]
    /// The tables of each variant of iptables by family; a record has none.
    public var firewallTables: [AddressFamily: [FirewallTables]] = [:]
    /// The kernel's forms of rules that were loaded in other words, by family and comment.
    public var firewallForms: [AddressFamily: [String: [FirewallRule]]] = [:]
    /// Ballast's sets of networks, and the files of the wanted ones, by name.
    public var firewallSets: [String: FirewallSetState] = [:]
    /// The variants of iptables; nil: no rules were read, or iptables is missing.
    public var firewallSupport: FirewallSupport?
    /// The node's own network; nil: it was not read.
    public var network: NetworkState?
    /// Domains that could not be read, which ``scope`` does not cover.
    public var failures: [Domain: HostFailure] = [:]
    /// The objects that Ballast owns, from disk.
    public var ledger: Ledger

    /// Creates a state.
    public init(
        scope: Scope = .everything, services: [ServiceKey: ObservedService] = [:],
        addresses: [InterfaceAddress: AddressOrigin] = [:], interfaces: Set<String> = [],
        switchedOff: Set<HostSetting> = [], sysctls: [Sysctl: SysctlValue] = [:],
        timeouts: IPVSTimeouts? = nil, ledger: Ledger = Ledger()
    ) {
        self.scope = scope
        self.services = services
        self.addresses = addresses
        self.interfaces = interfaces
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
            case .ipvs:
                services = later.services
                unknown = later.unknown
            case .address:
                addresses = later.addresses
                interfaces = later.interfaces
                silentInterfaces = later.silentInterfaces
                muteInterfaces = later.muteInterfaces
                strictInterfaces = later.strictInterfaces
                interfaceNumbers = later.interfaceNumbers
                loneRoutes = later.loneRoutes
                switchedOff = later.switchedOff.filter(\.isOfAnInterface)
                    .union(switchedOff.filter { !$0.isOfAnInterface })
            case .setting:
                switchedOff = later.switchedOff.filter { !$0.isOfAnInterface }
                    .union(switchedOff.filter(\.isOfAnInterface))
                sysctls = later.sysctls
                timeouts = later.timeouts
            case .syncDaemon: syncDaemons = later.syncDaemons
            case .firewall:
                firewall = later.firewall
                firewallTables = later.firewallTables
                firewallForms = later.firewallForms
                firewallSets = later.firewallSets
                firewallSupport = later.firewallSupport
            case .network: network = later.network
            // Its own loop has its state.
            case .proxy: break
            }
        }
    }

    /// Whether Ballast added the address.
    ///
    /// The address's origin decides; the ledger decides only on kernels without origins.
    public func isOurs(_ address: InterfaceAddress) -> Bool {
        switch addresses[address] {
        case .ours: true
        case .unknown: ledger.addresses.contains(address)
        case .foreign, nil: false
        }
    }

    /// Addresses on their interfaces, with any prefix length.
    public var places: Set<AddressPlace> { Set(addresses.keys.lazy.map(\.place)) }

    /// The interfaces on which Ballast has added all IPv4 addresses, one at least.
    public var loneInterfaces: Set<String> {
        var lone: Set<String> = []
        var others: Set<String> = []
        for (address, origin) in addresses where address.prefix.address.family == .ipv4 {
            if origin == .ours {
                lone.insert(address.interface)
            } else {
                others.insert(address.interface)
            }
        }
        return lone.subtracting(others)
    }
}
