import Addresses

/// The objects of the node's network that Ballast has made and that have no mark in the kernel.
public struct NetworkLedger: Sendable, Hashable, Codable {
    /// The interfaces.
    public var links: Set<String> = []
    /// The members that Ballast has put into bonds and bridges, with these.
    public var members: [String: String] = [:]
    /// The addresses; kernels before 5.18 store no origin.
    public var addresses: Set<InterfaceAddress> = []
    /// The checks of senders that Ballast has set, by interface.
    public var filters: [String: FormerFilter] = [:]

    /// Objects of other programs that steps have ended.
    public var former = FormerNetwork()

    /// Creates an empty ledger.
    public init() {}

    private enum CodingKeys: CodingKey { case links, members, addresses, filters, former }

    /// Decodes a ledger, possibly of an earlier version.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        links = try values.decode(Set<String>.self, forKey: .links)
        members = try values.decode([String: String].self, forKey: .members)
        addresses = try values.decode(Set<InterfaceAddress>.self, forKey: .addresses)
        filters =
            try values.decodeIfPresent([String: FormerFilter].self, forKey: .filters) ?? [:]
        former =
            try values.decodeIfPresent(FormerNetwork.self, forKey: .former) ?? FormerNetwork()
    }

    /// Encodes the entries in order.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(links.sorted(), forKey: .links)
        try values.encode(members, forKey: .members)
        try values.encode(addresses.sorted(), forKey: .addresses)
        if !filters.isEmpty { try values.encode(filters, forKey: .filters) }
        if !former.isEmpty { try values.encode(former, forKey: .former) }
    }

    /// Whether it has no entry.
    public var isEmpty: Bool { self == NetworkLedger() }

    /// Returns the union of both; common entries are those of this one.
    public func joined(with other: NetworkLedger) -> NetworkLedger {
        var ledger = self
        ledger.links.formUnion(other.links)
        ledger.members.merge(other.members) { mine, _ in mine }
        ledger.addresses.formUnion(other.addresses)
        ledger.filters.merge(other.filters) { mine, _ in mine }
        ledger.former.add(other.former)
        return ledger
    }
}
