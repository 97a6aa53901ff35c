/// What one document says: everything the user wants, checked for form but not yet for sense.
public struct Spec: Sendable, Hashable {
    /// The pair or fleet and its nodes; nil means that this host is the only node.
    public var cluster: Cluster?
    /// Addresses that clients are given.
    ///
    /// **Shape:** unique by address.
    public var virtualAddresses: [VirtualAddress]
    /// Defaults of the health checks.
    public var health: HealthDefaults
    /// Layer-4 services.
    ///
    /// **Shape:** unique by name, and by what they listen on.
    public var services: [Service]
    /// What happens to IPVS services that are not in the document.
    public var ownership: Ownership
    /// IPVS timeouts and sysctls.
    public var ipvs: IPVSSettings

    /// A document with nothing in it but what is given.
    public init(
        cluster: Cluster? = nil, virtualAddresses: [VirtualAddress] = [],
        health: HealthDefaults = HealthDefaults(), services: [Service] = [],
        ownership: Ownership = .shared, ipvs: IPVSSettings = IPVSSettings()
    ) {
        self.cluster = cluster
        self.virtualAddresses = virtualAddresses
        self.health = health
        self.services = services
        self.ownership = ownership
        self.ipvs = ipvs
    }
}

/// Whether the IPVS table is shared with other programs.
public enum Ownership: String, Sendable, Hashable, Codable, CaseIterable {
    /// IPVS services that are neither in the document nor in the ledger are reported, not touched.
    case shared
    /// The table is ours alone: what the document does not name is drained and removed.
    case exclusive
}
