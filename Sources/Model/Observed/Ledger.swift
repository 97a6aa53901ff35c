import Addresses

/// The objects on this host that Ballast owns.
///
/// It is stored on disk and written before the kernel is changed.
///
/// An entry without an object is harmless; an object without an entry would be foreign.
public struct Ledger: Sendable, Hashable, Codable {
    /// Services that Ballast has created or adopted, with their drain policy, which must remain
    /// known after the service was removed from the document.
    public var services: [ServiceKey: LedgerEntry]
    /// Addresses that Ballast has added to interfaces; kernels before 5.18 store no origin.
    public var addresses: Set<InterfaceAddress>
    /// Servers that stay in service unchanged until one of their replacements is proven.
    ///
    /// It survives a restart of the host, after which the kernel is empty.
    public var held: [ServiceKey: [Endpoint: Destination]]
    /// Connection synchronisation daemons that Ballast has started.
    public var syncDaemons: [SyncDaemon.State: StartedDaemon] = [:]
    /// Families for which Ballast has loaded firewall rules.
    public var firewall: Set<AddressFamily> = []
    /// Whether Ballast may have loaded rules that this ledger does not have, because an earlier one
    /// is lost or there was none; not stored.
    ///
    /// Their chains are recognised by their names, and are ours until the rules were read.
    public var isFirewallUnknown = false
    /// The contents with which Ballast has filled its sets of networks, by name.
    public var firewallSets: [String: FirewallSetContent] = [:]
    /// Objects of the node's network without a mark in the kernel.
    public var network = NetworkLedger()

    /// Creates a ledger with these entries.
    public init(
        services: [ServiceKey: LedgerEntry] = [:], addresses: Set<InterfaceAddress> = [],
        held: [ServiceKey: [Endpoint: Destination]] = [:]
    ) {
        self.services = services
        self.addresses = addresses
        self.held = held
    }

    private enum CodingKeys: CodingKey {
        case services, addresses, held, syncDaemons, firewall, firewallSets, network
    }

    /// Decodes a ledger, possibly of an earlier version, which had no held servers and fewer
    /// objects.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        services = try values.decode([ServiceKey: LedgerEntry].self, forKey: .services)
        addresses = try values.decode(Set<InterfaceAddress>.self, forKey: .addresses)
        held =
            try values.decodeIfPresent(
                [ServiceKey: [Endpoint: Destination]].self, forKey: .held) ?? [:]
        syncDaemons =
            try values.decodeIfPresent(
                [SyncDaemon.State: StartedDaemon].self, forKey: .syncDaemons) ?? [:]
        firewall =
            try values.decodeIfPresent(Set<AddressFamily>.self, forKey: .firewall) ?? []
        firewallSets =
            try values.decodeIfPresent(
                [String: FirewallSetContent].self, forKey: .firewallSets) ?? [:]
        network =
            try values.decodeIfPresent(NetworkLedger.self, forKey: .network) ?? NetworkLedger()
    }

    /// Encodes all entries, addresses in order.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(services, forKey: .services)
        try values.encode(addresses.sorted(), forKey: .addresses)
        try values.encode(held, forKey: .held)
        try values.encode(syncDaemons, forKey: .syncDaemons)
        try values.encode(firewall.sorted(), forKey: .firewall)
        if !firewallSets.isEmpty { try values.encode(firewallSets, forKey: .firewallSets) }
        if !network.isEmpty { try values.encode(network, forKey: .network) }
    }

    /// Returns the union of both ledgers; common entries are those of this one.
    public func joined(with other: Ledger) -> Ledger {
        var ledger = Ledger(
            services: services.merging(other.services) { mine, theirs in
                LedgerEntry(
                    drain: mine.drain,
                    draining: mine.draining.merging(theirs.draining) { mine, _ in mine },
                    name: mine.name ?? theirs.name, outByHand: mine.outByHand ?? theirs.outByHand)
            },
            addresses: addresses.union(other.addresses),
            held: held.merging(other.held) { mine, _ in mine })
        ledger.syncDaemons = syncDaemons.merging(other.syncDaemons) { mine, _ in mine }
        ledger.firewall = firewall.union(other.firewall)
        ledger.isFirewallUnknown = isFirewallUnknown || other.isFirewallUnknown
        ledger.firewallSets = firewallSets.merging(other.firewallSets) { mine, _ in mine }
        ledger.network = network.joined(with: other.network)
        return ledger
    }
}
