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

    /// A ledger with these entries.
    public init(
        services: [ServiceKey: LedgerEntry] = [:], addresses: Set<InterfaceAddress> = []
    ) {
        self.services = services
        self.addresses = addresses
    }

    /// Both: what they have in common is as in this one.
    public func joined(with other: Ledger) -> Ledger {
        Ledger(
            services: services.merging(other.services) { mine, theirs in
                LedgerEntry(
                    drain: mine.drain,
                    draining: mine.draining.merging(theirs.draining) { mine, _ in mine })
            },
            addresses: addresses.union(other.addresses))
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

    /// An entry with this policy.
    public init(
        drain: DrainPolicy = DrainPolicy(), draining: [Endpoint: Moment] = [:],
        fallback: Endpoint? = nil
    ) {
        self.drain = drain
        self.draining = draining
        self.fallback = fallback
    }
}
