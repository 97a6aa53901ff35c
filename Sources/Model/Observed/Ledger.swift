import Addresses

/// What Ballast owns on this host.
///
/// It is kept on disk and written before the kernel is changed.
///
/// An entry without an object behind it is harmless; an object without an entry would be foreign.
public struct Ledger: Sendable, Hashable, Codable {
    /// Services we made or were told to own, with the policy by which their servers leave: it has
    /// to outlive the service's place in the document.
    public var services: [ServiceKey: LedgerEntry]
    /// Addresses we put on interfaces; kernels before 5.18 have no mark for them.
    public var addresses: Set<InterfaceAddress>
    /// Servers that stay in service until one of those that replace them is proven, as they were.
    ///
    /// It holds over a restart of the host, when the kernel is empty.
    public var held: [ServiceKey: [Endpoint: Destination]]
    /// Daemons that synchronise connections and that we started.
    public var syncDaemons: [SyncDaemon.State: StartedDaemon] = [:]

    /// A ledger with these entries.
    public init(
        services: [ServiceKey: LedgerEntry] = [:], addresses: Set<InterfaceAddress> = [],
        held: [ServiceKey: [Endpoint: Destination]] = [:]
    ) {
        self.services = services
        self.addresses = addresses
        self.held = held
    }

    private enum CodingKeys: CodingKey { case services, addresses, held, syncDaemons }

    /// A ledger as an earlier version may have kept it: it held no servers, and owned less.
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
    }

    /// Writes all entries; addresses in their order.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(services, forKey: .services)
        try values.encode(addresses.sorted(), forKey: .addresses)
        try values.encode(held, forKey: .held)
        try values.encode(syncDaemons, forKey: .syncDaemons)
    }

    /// Both: what they have in common is as in this one.
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
        return ledger
    }
}

/// What is kept of one owned service.
public struct LedgerEntry: Sendable, Hashable, Codable {
    /// How its destinations leave.
    public var drain: DrainPolicy
    /// Destinations that are leaving, and since when.
    public var draining: [Endpoint: Moment]
    /// The destination that stood in for its servers last, while it is there; nil: none did.
    public var fallback: Endpoint?
    /// Servers to which the document gave no connections; nil: an earlier version did not note it.
    public var outByHand: Set<Endpoint>?
    /// The service's name in the document; nil: an earlier version did not note it.
    public var name: String?

    /// An entry with this policy.
    public init(
        drain: DrainPolicy = DrainPolicy(), draining: [Endpoint: Moment] = [:],
        fallback: Endpoint? = nil, name: String? = nil, outByHand: Set<Endpoint>? = nil
    ) {
        self.outByHand = outByHand
        self.name = name
        self.drain = drain
        self.draining = draining
        self.fallback = fallback
    }

    /// Writes the entry; servers in their order.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(drain, forKey: .drain)
        try values.encode(draining, forKey: .draining)
        try values.encodeIfPresent(fallback, forKey: .fallback)
        try values.encodeIfPresent(outByHand?.sorted(), forKey: .outByHand)
        try values.encodeIfPresent(name, forKey: .name)
    }
}
